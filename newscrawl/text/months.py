"""Names of months and zones as news sites print them."""

# ruff: noqa: RUF001 - foreign letters are what this file is about

from types import MappingProxyType
from typing import Final

_NAMES = """
1 january jan janvier janv januar jän jänner enero ene gennaio gen janeiro januari stycznia styczeń sty января
1 янв січня січ ledna leden ianuarie ocak oca januára siječnja tammikuuta tammikuu
2 february feb février févr fév februar febrero febbraio fevereiro fev februari lutego luty lut февраля фев
2 лютого лют února únor februarie şubat şub februára veljače helmikuuta helmikuu
3 march mar mars märz mrz marzo março mart maart marca marzec марта мар березня бер března březen martie
3 ožujka maaliskuuta maaliskuu
4 april apr avril avr abril abr aprile aprilie kwietnia kwiecień kwi апреля апр квітня кві dubna duben nisan
4 nis apríla travnja huhtikuuta huhtikuu
5 may mai mayo maggio mag maio mei maja maj мая май травня тра května květen mayıs mája svibnja toukokuuta
5 toukokuu
6 june jun juin juni junio giugno giu junho czerwca czerwiec cze июня июн червня чер června červen iunie
6 haziran haz júna lipnja kesäkuuta kesäkuu
7 july jul juillet juil juli julio luglio lug julho lipca lipiec lip июля июл липня лип července červenec
7 iulie temmuz tem júla srpnja heinäkuuta heinäkuu
8 august aug août aout agosto ago augustus sierpnia sierpień sie августа авг серпня сер srpna srpen ağustos
8 ağu augusti augusta kolovoza elokuuta elokuu
9 september sept sep septembre septiembre setiembre settembre set setembro września wrzesień wrz сентября сен
9 сент вересня вер září septembrie eylül eyl septembra rujna syyskuuta syyskuu
10 october oct octobre oktober okt octubre ottobre ott outubro out października październik paź октября окт
10 жовтня жов října říjen octombrie ekim eki októbra lokakuuta lokakuu
11 november nov novembre noviembre novembro listopad lis ноября ноя нояб листопада лис listopadu noiembrie
11 kasım kas novembra studenoga marraskuuta marraskuu
12 december dec décembre déc dezember dez diciembre dic dicembre dezembro desember des grudnia grudzień gru
12 декабря дек грудня гру prosince prosinec decembrie aralık ara decembra prosinca joulukuuta joulukuu
"""
# Croatian "listopada" is October, Polish and Ukrainian November; the larger press decides.


def _table() -> dict[str, int]:
    rows = (line.split() for line in _NAMES.strip().splitlines())
    table = {name: int(number) for number, *names in rows for name in names}
    return table | {"listopada": 11}


MONTHS: Final = MappingProxyType(_table())
"""Number of a month by its name, full or short, in lower case."""

ZONES: Final = MappingProxyType(
    {
        "utc": "+00:00",
        "gmt": "+00:00",
        "z": "+00:00",
        "est": "-05:00",
        "edt": "-04:00",
        "cst": "-06:00",
        "cdt": "-05:00",
        "mst": "-07:00",
        "mdt": "-06:00",
        "pst": "-08:00",
        "pdt": "-07:00",
        "akst": "-09:00",
        "akdt": "-08:00",
        "hst": "-10:00",
        "bst": "+01:00",
        "wet": "+00:00",
        "west": "+01:00",
        "cet": "+01:00",
        "cest": "+02:00",
        "eet": "+02:00",
        "eest": "+03:00",
        "msk": "+03:00",
        "trt": "+03:00",
        "gst": "+04:00",
        "pkt": "+05:00",
        "ist": "+05:30",
        "ict": "+07:00",
        "wib": "+07:00",
        "sgt": "+08:00",
        "hkt": "+08:00",
        "awst": "+08:00",
        "pht": "+08:00",
        "jst": "+09:00",
        "kst": "+09:00",
        "acst": "+09:30",
        "aest": "+10:00",
        "aedt": "+11:00",
        "nzst": "+12:00",
        "nzdt": "+13:00",
        "et": "America/New_York",
        "ct": "America/Chicago",
        "mt": "America/Denver",
        "pt": "America/Los_Angeles",
        "eastern": "America/New_York",
        "central": "America/Chicago",
        "pacific": "America/Los_Angeles",
    }
)
"""Offset, or IANA name, of a zone by its printed name in lower case.

``IST`` is India's, not Israel's or Ireland's; ``CST`` America's, not China's; ``BST`` Britain's. Where another is meant
the site states its zone and its dates carry none.
"""
