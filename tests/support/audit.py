"""What an audit of a page holds it to, beside axe-core: its bones, its size, and that it is still.

A page is opened by `audited`; `faults` then tells what is wrong with it as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response

LARGEST: Final = 200_000
"""Bytes of a page with all that it loads, but for sounds."""

_STYLES: Final = 2
"""The sheet of every page and that of one's own keep a page from being painted, no others."""

_WATCH: Final = """
window.seen = { shift: 0, longest: 0 };
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.seen.shift += one.value;
}).observe({ type: 'layout-shift', buffered: true });
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.seen.longest = Math.max(window.seen.longest, one.duration);
}).observe({ type: 'longtask', buffered: true });
"""  # noqa: E501 - a script

_BONES: Final = """() => {
  const found = [];
  const all = (what) => [...document.querySelectorAll(what)];
  const shown = (one) => one.checkVisibility({ visibilityProperty: true });
  const told = (one) => one.outerHTML.slice(0, 100);
  if (document.doctype?.name !== 'html') found.push('no doctype');
  if (!document.documentElement.lang) found.push('no lang');
  if (!document.title.includes('–')) found.push(`title: ${document.title}`);
  if (!all('meta[name=viewport]').length) found.push('no viewport');
  if (all('h1').length !== 1) found.push('not one h1');
  if (all('main').length !== 1) found.push('not one main');
  let level = 0;
  for (const one of all('h1, h2, h3, h4, h5, h6').filter(shown)) {
    const here = Number(one.tagName[1]);
    if (here > level + 1) found.push(`heading out of order: ${told(one)}`);
    level = here;
  }
  for (const one of all('img:not([width][height])')) found.push(`no size: ${told(one)}`);
  for (const one of all('[style]')) found.push(`a style within: ${told(one)}`);
  for (const one of all('head script[src]:not([defer]):not([type=module]):not([async])')) {
    found.push(`a script that is waited for: ${told(one)}`);
  }
  const lines = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const small = new Set();
  while (lines.nextNode()) {
    const parent = lines.currentNode.parentElement;
    if (!lines.currentNode.data.trim() || parent.closest('svg') || !shown(parent)) continue;
    if (parseFloat(getComputedStyle(parent).fontSize) < 12) small.add(told(parent));
  }
  found.push(...[...small].map((one) => `small text: ${one}`));
  for (const one of all('button, .button, select, summary, nav a').filter(shown)) {
    if (one.closest('.skip, svg')) continue;
    const box = one.getBoundingClientRect();
    if (box.height < 43.5 || box.width < 24) found.push(`small target: ${told(one)}`);
  }
  for (const one of all('input[type=checkbox], input[type=radio]').filter(shown)) {
    const box = (one.closest('label') ?? one).getBoundingClientRect();
    if (box.height < 24 || box.width < 24) found.push(`small target: ${told(one)}`);
  }
  return found;
}"""


@dataclass
class Audited:
    """A page that has been opened, and what came over the wire for it."""

    page: Page
    url: str
    answers: list[Response] = field(default_factory=list)

    def answer(self, answer: Response) -> None:
        """Keep an answer that the page has been given."""
        self.answers.append(answer)

    def sizes(self) -> list[int]:
        """Return the bytes of the page and of each file that it loads, but for sounds."""
        return [
            len(one.body())
            for one in self.answers
            if one.ok and not one.headers.get("content-type", "").startswith("audio/")
        ]

    def faults(self) -> list[str]:
        """Return what is wrong with the page, one line each."""
        return [*self._of_moving(), *self._of_files(), *self.bones()]

    def bones(self) -> list[str]:
        """Return what is wrong with how the page is built, as wide as it is now."""
        found: list[str] = self.page.evaluate(_BONES)
        return found

    def _of_moving(self) -> list[str]:
        shift: float = self.page.evaluate("window.seen.shift")
        return [f"what is read moves: {shift:.3f}"] if shift > 0 else []

    def _of_files(self) -> list[str]:
        found = []
        total = sum(self.sizes())
        if total > LARGEST:
            found.append(f"{total} bytes")
        if (styles := self.page.locator("link[rel=stylesheet]").count()) > _STYLES:
            found.append(f"{styles} style sheets")
        for one in self.answers:
            there = urlsplit(one.url)
            if there.netloc != urlsplit(self.url).netloc:
                found.append(f"from elsewhere: {one.url}")
            if "/static/" in there.path and "immutable" not in one.headers.get("cache-control", ""):
                found.append(f"fetched anew each time: {one.url}")
        return found


def audited(page: Page, url: str) -> Audited:
    """Open a page that nothing was loaded in before, and wait until it is whole."""
    found = Audited(page, url)
    page.add_init_script(_WATCH)
    page.on("response", found.answer)
    page.goto(url, wait_until="load")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    return found
