"""Waits until a page has loaded its content, and presses its button."""

import asyncio
from time import monotonic

from playwright.async_api import Page

from newscrawl.browser.traffic import Traffic

QUIET = 0.4
"""Seconds without a change and without a request after which a page counts as ready."""

RESTLESS = 8.0
"""Seconds after its last request that a page which never stops changing (tickers, carousels) is given."""

BACK = 3.0
"""Seconds in which a button may come back that vanished while more was loaded: without it the listing is at its end."""

_STATE = "document.readyState + document.getElementsByTagName('*').length + ' ' + document.links.length"

# Pressed by its own method: a consent banner may cover it, and without style sheets nothing has its place.
_PRESS = """selectors => {
    for (const selector of selectors) {
        for (const button of document.querySelectorAll(selector)) {
            if (button.disabled || button.hidden || !button.getClientRects().length) continue;
            button.click();
            return true;
        }
    }
    return false;
}"""


async def settle(page: Page, traffic: Traffic) -> None:
    """Wait until the page requests nothing more and is still. Its deadline is the caller's."""
    before, changed = None, monotonic()
    while True:
        state = await page.evaluate(_STATE)
        now = monotonic()
        if state != before or traffic.busy or state.startswith("loading"):
            before, changed = state, now
        if now - max(changed, traffic.last) >= QUIET or (not traffic.busy and now - traffic.last >= RESTLESS):
            return
        await asyncio.sleep(QUIET / 4)


async def press(page: Page, selectors: tuple[str, ...]) -> bool:
    """Press the first button that one of the selectors finds, that can be seen and is not disabled.

    False where none is there, nor comes back within some seconds.
    """
    given_up = monotonic() + BACK
    while not await page.evaluate(_PRESS, list(selectors)):
        if monotonic() >= given_up:
            return False
        await asyncio.sleep(QUIET / 2)
    return True
