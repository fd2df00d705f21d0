"""Looks at a page as an inspector: can everybody use it, in light and dark, and does it fit on a phone?"""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
_AXE = Axe()
_EVERYTHING = {"resultTypes": ["violations"], "preload": False}
# The theme changes colours only, so these rules are enough the second time.
_COLOURS = _EVERYTHING | {"runOnly": ["color-contrast", "link-in-text-block"]}
_RUN = """async ([options, parts]) => {
    const context = parts ? { include: window.looked } : document;
    if (parts && !window.looked.length) return [];
    const { violations } = await axe.run(context, options);
    return violations.map(rule => `${rule.id} at ${rule.nodes.slice(0, 4).map(node => node.target[0]).join(", ")}`);
}"""
# How every text is coloured, and on what: its own colours and all that lies under it.
_COLOURING = """() => {
    const own = (text, style) => [style.color, style.fontSize, style.fontWeight, style.textDecorationLine,
        text.parentElement ? getComputedStyle(text.parentElement).color : ""];
    const coloured = new Map();
    for (const text of document.body.querySelectorAll("*")) {
        const says = [...text.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (!(says || text.matches("input, select, textarea")) || !text.checkVisibility()) continue;
        const said = own(text, getComputedStyle(text));
        for (let under = text; under; under = under.parentElement) {
            const style = getComputedStyle(under);
            // What is lifted out of the flow may lie on anything: it is told apart from every other.
            if (["absolute", "fixed", "sticky"].includes(style.position)) said.push(coloured.size);
            if (style.backgroundColor !== "rgba(0, 0, 0, 0)" || style.backgroundImage !== "none" || style.opacity < 1
                || style.filter !== "none" || style.mixBlendMode !== "normal")
                said.push(style.backgroundColor, style.backgroundImage, style.opacity, style.filter);
        }
        coloured.set(text, said.join(" "));
    }
    return coloured;
}"""
_REMEMBER = f"() => {{ window.inLight = ({_COLOURING})(); }}"
# Of texts that are coloured alike in light, and alike in dark, one is looked at the second time.
_CHOOSE = f"""() => {{
    const before = window.inLight, chosen = new Map();
    for (const [text, said] of ({_COLOURING})()) {{
        const key = `${{before.get(text)}} | ${{said}}`;
        if (!chosen.has(key)) chosen.set(key, text);
    }}
    window.looked = [...chosen.values()];
}}"""
# The page's policy forbids Playwright's own waiting for a condition, so the condition waits by itself.
_REST = """async () => {
    const parts = "[data-lineage], [data-timeseries], [data-radar], [data-heatmap], [data-bars], textarea[data-editor]";
    // The style guide shows what waiting looks like, for good.
    const waiting = "main .skeleton:not(#component-skeleton ~ * *), .htmx-request";
    const busy = () => document.fonts.status !== "loaded" || document.querySelector(waiting)
        || [...document.querySelectorAll(parts)].some(part => !part.dataset.awake);
    for (let frames = 0; busy(); frames++) {
        if (frames > 600) return false;
        await new Promise(done => requestAnimationFrame(done));
    }
    return true;
}"""
# Colours glide from light to dark; they are judged once they have arrived.
_IN_DARK = """async () => {
    while (document.documentElement.dataset.bsTheme === "light") await new Promise(done => requestAnimationFrame(done));
    await new Promise(done => requestAnimationFrame(done));
    const gliding = document.getAnimations().filter(one => one.effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(gliding.map(one => one.finished));
}"""
_NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
_TOO_WIDE = """() => document.scrollingElement.scrollWidth <= window.innerWidth ? "" :
    document.scrollingElement.scrollWidth + " px: " + [...document.querySelectorAll("body *")]
    .filter(part => part.getBoundingClientRect().right > window.innerWidth + 1).slice(0, 4)
    .map(part => part.tagName.toLowerCase() + "." + part.className).join(", ")"""


def inspect(page: Page, address: str, *, opening: str = "") -> list[str]:
    """Open the page at an address, and its dialog behind `opening`; a sentence for everything that is wrong with it."""
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    answer = page.goto(address)
    if answer.status != 200:
        return [f"{address} answered {answer.status}"]
    if opening:
        page.get_by_role("main").locator("a, button").filter(has_text=re.compile(rf"^\s*{opening}")).first.click()
        page.get_by_role("dialog").wait_for()
        address = f"{address} ({opening})"
    if not page.evaluate(_REST):
        return [f"{address} does not come to rest"]
    page.evaluate(_AXE.axe_script)
    wrong = [f"{address} in light: {fault}" for fault in page.evaluate(_RUN, [_EVERYTHING, False])]
    page.evaluate(_REMEMBER)
    page.emulate_media(color_scheme="dark")
    page.evaluate(_IN_DARK)
    page.evaluate(_CHOOSE)
    wrong += [f"{address} in dark: {fault}" for fault in page.evaluate(_RUN, [_COLOURS, True])]
    page.set_viewport_size(PHONE)
    page.evaluate(_NEXT_FRAME)
    if too_wide := page.evaluate(_TOO_WIDE):
        wrong.append(f"{address} scrolls sideways on a phone: {too_wide}")
    return wrong
