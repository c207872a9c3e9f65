"""A look-up's answer as plain data, for scripts: what `tarikh ask --json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from content.dates import gregorian, solar_hijri

if TYPE_CHECKING:
    from content.dates import When
    from content.library import Library
    from content.model import Claim, Entry
    from content.search import Found

Record: TypeAlias = "dict[str, object]"


def record(found: Found, library: Library, text: str) -> Record:
    """A search's result as JSON can hold it.

    Args:
        found: The result.
        library: Where the sources are read.
        text: The answer as a person would see it.

    Returns:
        `query`, `status` (found, unsure, not_covered), `entries` (best first) and `text`.
    """
    return {
        "query": found.query,
        "status": found.status.value,
        "entries": [_entry(match.entry, library) for match in found.matches],
        "text": text,
    }


def _entry(entry: Entry, library: Library) -> Record:
    dated = [entry.when, *(claim.when for claim in entry.statements())]
    dates = {when.edtf: _date(when) for when in dated if when is not None}
    return {
        "id": entry.id,
        "kind": entry.kind.value,
        "name": entry.name.latin,
        "spellings": list(entry.name.spellings),
        "dates": list(dates.values()),
        "claims": [_claim(claim, library) for claim in entry.claims],
        "disputes": [
            {
                "question": dispute.question,
                "positions": [_claim(position, library) for position in dispute.positions],
            }
            for dispute in entry.disputes
        ],
        "sensitivity": entry.sensitivity.value,
    }


def _date(when: When) -> Record:
    return {
        "edtf": when.edtf,
        "precision": when.precision.value,
        "gregorian": gregorian(when),
        "solar_hijri": solar_hijri(when),
    }


def _claim(claim: Claim, library: Library) -> Record:
    return {
        "id": claim.id,
        "text": claim.text,
        "attributed_to": claim.attributed_to,
        "date": _date(claim.when) if claim.when else None,
        "sources": [
            {
                "id": citation.source,
                "title": library.sources[citation.source].title,
                "place": citation.place,
                "address": library.sources[citation.source].address,
                "care": library.sources[citation.source].care,
            }
            for citation in claim.citations
        ],
    }
