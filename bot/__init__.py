"""What the bot does: commands, their handlers, and what is remembered. asyncio lives from here up."""
