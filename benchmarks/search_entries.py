"""Made-up Afghan names around the curated ones of `benchmarks/search.py`.

They are built of the same parts as real ones, so that many share a part with a curated name.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from benchmarks.search_names import CURATED

if TYPE_CHECKING:
    from collections.abc import Iterator

# In Latin letters and in Dari.
_FIRST = """
Abdul Aziz:عبدالعزیز Abdul Ghafur:عبدالغفور Abdul Hadi:عبدالهادی Abdul Hakim:عبدالحکیم
Abdul Hamid:عبدالحمید Abdul Jabbar:عبدالجبار Abdul Karim:عبدالکریم Abdul Latif:عبداللطیف
Abdul Majid:عبدالمجید Abdul Malik:عبدالمالک Abdul Qayum:عبدالقیوم Abdul Rahim:عبدالرحیم
Abdul Rahman:عبدالرحمن Abdul Rashid:عبدالرشید Abdul Sabur:عبدالصبور Abdul Samad:عبدالصمد
Abdul Wahid:عبدالواحد Abdullah:عبدالله Ahmad:احمد Ahmad Jan:احمد جان Ahmad Shah:احمد شاه
Ahmad Zia:احمد ضیا Akbar:اکبر Akhtar Mohammad:اختر محمد Ali Ahmad:علی احمد Amanullah:امان‌الله
Amin:امین Anwar:انور Aslam:اسلم Asadullah:اسدالله Ataullah:عطاالله Ayub:ایوب Azizullah:عزیزالله
Babur:بابر Baryalai:بریالی Basir:بصیر Burhan:برهان Daoud:داوود Dawlat:دولت Dost Mohammad:دوست محمد
Ehsanullah:احسان‌الله Enayatullah:عنایت‌الله Faiz:فیض Faizullah:فیض‌الله Farid:فرید Farooq:فاروق
Fazel:فاضل Fazl Ahmad:فضل احمد Ghulam Haidar:غلام حیدر Ghulam Nabi:غلام نبی Ghulam Rasul:غلام رسول
Gul Agha:گل آغا Gul Mohammad:گل محمد Habib:حبیب Habibullah:حبیب‌الله Hafizullah:حفیظ‌الله
Haidar:حیدر Hamid:حمید Hamidullah:حمیدالله Hashim:هاشم Hekmat:حکمت Hussain:حسین Ibrahim:ابراهیم
Ihsan:احسان Ismail:اسماعیل Jalal:جلال Jalaluddin:جلال‌الدین Jamal:جمال Jamil:جمیل Javid:جاوید
Kabir:کبیر Kamal:کمال Karim:کریم Khalid:خالد Khalil:خلیل Khalilullah:خلیل‌الله Latif:لطیف
Mahmud:محمود Majid:مجید Mansur:منصور Masud:مسعود Mir Ahmad:میر احمد Mirwais:میرویس Mohammad:محمد
Mohammad Ali:محمد علی Mohammad Amin:محمد امین Mohammad Anwar:محمد انور Mohammad Aslam:محمد اسلم
Mohammad Daoud:محمد داوود Mohammad Hasan:محمد حسن Mohammad Nabi:محمد نبی Mohammad Nasim:محمد نسیم
Mohammad Omar:محمد عمر Mohammad Qasim:محمد قاسم Mohammad Rafi:محمد رفیع Mohammad Sarwar:محمد سرور
Mohammad Tahir:محمد طاهر Mohammad Yunus:محمد یونس Mohammad Yusuf:محمد یوسف Mohammad Zahir:محمد ظاهر
Mohsen:محسن Mujib:مجیب Mumtaz:ممتاز Murad:مراد Musa:موسی Mustafa:مصطفی Nabi:نبی Najib:نجیب
Najibullah:نجیب‌الله Nasir:ناصر Nasrullah:نصرالله Nazar:نظر Nazar Mohammad:نظر محمد
Nematullah:نعمت‌الله Nur Ahmad:نور احمد Nur Mohammad:نورمحمد Nurullah:نورالله Obaidullah:عبیدالله
Omar:عمر Pir Mohammad:پیر محمد Qadir:قادر Qasim:قاسم Qudratullah:قدرت‌الله Rafiq:رفیق Rahim:رحیم
Rahmatullah:رحمت‌الله Rashid:رشید Rasul:رسول Sabir:صابر Sadiq:صادق Said:سعید Saifullah:سیف‌الله
Salim:سلیم Samiullah:سمیع‌الله Sayyid Ahmad:سید احمد Sayyid Hasan:سید حسن Sayyid Hussain:سید حسین
Shah Mahmud:شاه محمود Shah Wali:شاه ولی Shahnawaz:شهنواز Sharif:شریف Sher Ahmad:شیر احمد
Sher Mohammad:شیر محمد Shir Ali:شیرعلی Sibghatullah:صبغت‌الله Sulaiman:سلیمان Sultan:سلطان
Tahir:طاهر Taj Mohammad:تاج محمد Tawab:تواب Wahid:وحید Wakil Ahmad:وکیل احمد Wali:ولی Wazir:وزیر
Yahya:یحیی Yaqub:یعقوب Younus:یونس Yusuf:یوسف Zabihullah:ذبیح‌الله Zahir:ظاهر Zaki:ذکی Zalmai:زلمی
Zarif:ظریف Zia:ضیا
"""
_LAST = """
Achakzai:اچکزی Ahmadi:احمدی Ahmadzai:احمدزی Akbari:اکبری Akhundzada:آخندزاده Alamyar:علمیار
Alizai:علیزی Amin:امین Amiri:امیری Andarabi:اندرابی Ansari:انصاری Anwari:انوری Arian:آرین
Arsala:ارسلا Asadi:اسدی Atmar:اتمر Ayubi:ایوبی Azimi:عظیمی Azizi:عزیزی Azzam:عزام Baburi:بابری
Badakhshi:بدخشی Baghlani:بغلانی Bahar:بهار Bakhtari:باختری Balkhi:بلخی Barakzai:بارکزی Barna:برنا
Barmak:برمک Bashardost:بشردوست Bigzad:بیگزاد Daqiq:دقیق Darwish:درویش Dawlatzai:دولتزی
Dostyar:دوستیار Durrani:درانی Ebrahimi:ابراهیمی Ehsas:احساس Etemadi:اعتمادی Faizi:فیضی Faqiri:فقیری
Farahi:فراهی Farhang:فرهنگ Fazli:فضلی Gardizi:گردیزی Ghafuri:غفوری Ghani:غنی Ghaznawi:غزنوی
Ghori:غوری Gilani:گیلانی Habibi:حبیبی Haidari:حیدری Hakimi:حکیمی Hamdard:همدرد Hamidi:حمیدی
Haqqani:حقانی Haqjo:حق‌جو Hasanzada:حسن‌زاده Hashimi:هاشمی Hekmati:حکمتی Herawi:هروی Hotak:هوتک
Husseini:حسینی Ibrahimkhel:ابراهیم‌خیل Jalali:جلالی Jalalzai:جلالزی Jamali:جمالی Janbaz:جانباز
Jawad:جواد Kabuli:کابلی Kakar:کاکر Kamali:کمالی Kandahari:کندهاری Karimi:کریمی Karzai:کرزی
Katawazi:کتوازی Kazimi:کاظمی Khairkhwah:خیرخواه Khaliq:خالق Khalili:خلیلی Khan:خان Khattak:ختک
Khogyani:خوگیانی Khurram:خرم Kohistani:کوهستانی Kunduzi:کندزی Laghmani:لغمانی Logari:لوگری
Ludin:لودین Majidi:مجیدی Majruh:مجروح Maiwand:میوند Mangal:منگل Mansuri:منصوری Mashal:مشعل
Masudi:مسعودی Mazari:مزاری Mirzada:میرزاده Mohmand:مهمند Mohammadi:محمدی Mohseni:محسنی Mojahed:مجاهد
Momand:مومند Muradi:مرادی Musawi:موسوی Muslim:مسلم Naderi:نادری Najafi:نجفی Nasiri:ناصری Nasrat:نصرت
Nazari:نظری Niazi:نیازی Nuristani:نورستانی Nurzai:نورزی Omari:عمری Paktiawal:پکتیاوال
Panjshiri:پنجشیری Parsa:پارسا Pashtun:پشتون Popal:پوپل Qaderi:قادری Qadiri:قدیری Qarabaghi:قره‌باغی
Qarizada:قاریزاده Rabbani:ربانی Rafiqi:رفیقی Rahimi:رحیمی Rahmani:رحمانی Rasuli:رسولی Rasekh:راسخ
Rohani:روحانی Sabawun:سباوون Safi:صافی Sahak:سهاک Salehi:صالحی Samadi:صمدی Samangani:سمنگانی
Sangar:سنگر Sarwari:سروری Sayyaf:سیاف Shahrani:شهرانی Sharifi:شریفی Sherzad:شیرزاد Sherzai:شیرزی
Shinwari:شینواری Sidiqi:صدیقی Stanekzai:ستانکزی Sultani:سلطانی Tahiri:طاهری Taniwal:تنیوال
Tarakhel:تره‌خیل Tarin:ترین Tawana:توانا Timuri:تیموری Tokhi:توخی Turkmani:ترکمنی Ulfat:الفت
Wahdat:وحدت Waziri:وزیری Wardak:وردک Wafa:وفا Wolasmal:ولسمل Yaqubi:یعقوبی Yusufi:یوسفی
Yusufzai:یوسفزی Zadran:ځدران Zahid:زاهد Zaher:ظاهر Zalmai:زلمی Zazai:ځاځی Zia:ضیا Zurmati:زرمتی
"""
_PLACES = """
Andkhoy:اندخوی Anaba:عنابه Asmar:اسمار Badghis:بادغیس Baghlan:بغلان Balkh:بلخ Bamyan:بامیان
Bazarak:بازارک Bihsud:بهسود Chaghcharan:چغچران Chahar Asyab:چهارآسیاب Daikundi:دایکندی
Dasht-e Barchi:دشت برچی Farah:فراه Faryab:فاریاب Gardez:گردیز Gereshk:گرشک Ghazni:غزنی Ghor:غور
Ghorband:غوربند Gulbahar:گلبهار Hairatan:حیرتان Helmand:هلمند Herat:هرات Istalif:استالف
Jabal Saraj:جبل‌السراج Jaghori:جاغوری Jawzjan:جوزجان Kapisa:کاپیسا Karte Seh:کارته سه
Khair Khana:خیرخانه Kunar:کنر Laghman:لغمان Lashkargah:لشکرگاه Logar:لوگر Maimana:میمنه
Maidan Shahr:میدان شهر Narang:نرنگ Nijrab:نجراب Nimruz:نیمروز Nuristan:نورستان Paghman:پغمان
Paktia:پکتیا Paktika:پکتیکا Parwan:پروان Pul-e Khumri:پل خمری Puli Alam:پل علم Qalat:قلات
Rustaq:رستاق Salang:سالنگ Samangan:سمنگان Sar-e Pul:سرپل Shakardara:شکردره Sheberghan:شبرغان
Shindand:شیندند Shomali:شمالی Spin Boldak:سپین بولدک Takhar:تخار Taloqan:تالقان Tirin Kot:ترین کوت
Urgun:ارگون Uruzgan:ارزگان Wardak:وردک Zabul:زابل Zaranj:زرنج Khost:خوست Jalalabad:جلال‌آباد
Kandahar:کندهار Kunduz:کندز Panjshir:پنجشیر
"""
_TITLES = {
    "": "",
    "Haji ": "حاجی ",
    "Mullah ": "ملا ",
    "Mawlawi ": "مولوی ",
    "General ": "جنرال ",
    "Ustad ": "استاد ",
}
_THINGS = {
    "Battle of {}": "جنگ {}",
    "Fall of {}": "سقوط {}",
    "Siege of {}": "محاصره {}",
    "{} Accord": "توافق‌نامه {}",
    "{} Talks": "مذاکرات {}",
    "{} Operation": "عملیات {}",
    "Shura of {}": "شورای {}",
    "Hezb-e {}": "حزب {}",
    "{} Ceasefire": "آتش‌بس {}",
    "{} District": "ولسوالی {}",
}
_ENDINGS = (
    ("zada", "زاده"),
    ("khel", "خیل"),
    ("zai", "زی"),
    ("yar", "یار"),
    ("pur", "پور"),
    ("dost", "دوست"),
    ("i", "ی"),
)


def _pairs(table: str) -> list[tuple[str, str]]:
    """Latin and Dari, from words of which each pair holds one colon; either side may hold spaces."""
    pairs: list[tuple[str, str]] = []
    for line in table.strip().splitlines():
        chunks = line.split(":")
        latin = chunks[0]
        for chunk in chunks[1:]:
            # A chunk is the Dari of this pair and the Latin of the next; the first Latin letter divides them.
            at = next(
                (at for at, letter in enumerate(chunk) if letter.isascii() and letter.isalpha()), len(chunk)
            )
            pairs.append((latin.strip(), chunk[:at].strip()))
            latin = chunk[at:]
    return pairs


def entries(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """So many made-up names, Latin and Dari, all different from the curated ones and from each other."""
    chance = random.Random(seed)
    first, last, places = _pairs(_FIRST), _pairs(_LAST), _pairs(_PLACES)
    titles, things = list(_TITLES.items()), list(_THINGS.items())
    seen = set(CURATED)
    while len(seen) < count + len(CURATED):
        if chance.random() < 0.08:
            latin, dari = (
                text.format(name)
                for text, name in zip(chance.choice(things), chance.choice(places), strict=True)
            )
            if latin in seen:
                year = chance.randrange(1978, 2002)
                latin, dari = f"{latin} {year}", f"{dari} {year}"
        else:
            title = chance.choices(titles, weights=(10, 1, 1, 1, 1, 1))[0]
            parts = [title, chance.choice(first), chance.choice(last)]
            if chance.random() < 0.2:  # the long tail: families named after somebody
                stem, ending = chance.choice(first), chance.choice(_ENDINGS)
                parts[2] = (stem[0].replace(" ", "") + ending[0], stem[1].replace(" ", "") + ending[1])
            if count > 20_000 and chance.random() < 0.7:  # a hundred thousand need a third part to differ
                parts.insert(2, chance.choice(first))
            latin = title[0] + " ".join(part[0] for part in parts[1:])
            dari = title[1] + " ".join(part[1] for part in parts[1:])
        if latin not in seen:
            seen.add(latin)
            yield latin, dari
