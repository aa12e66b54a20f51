"""What the tests of pages have in common, run in a page of a real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Open = Callable[..., Any]
"""Opens a page from disk: `opened(text, **options)`."""

HOSTILE = "</script><img src=x onerror=alert(1)>"

CONTRAST = """(selector) => {
  const element = document.querySelector(selector);
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => numbers(colour).slice(0, 3).map((one) => one / 255)
    .map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  let behind = element;
  while (numbers(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
  const [low, high] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(light).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""
"""The contrast of a text to what it is on, from 1 to 21."""

DRAWN = """() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)));
})"""
"""Waits until what was asked for is drawn, however slow the machine is."""

SEARCH = """(text) => new Promise((done) => {
  const field = document.getElementById("search");
  field.value = text;
  field.dispatchEvent(new Event("input"));
  requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)));
})"""
"""Searches, and waits until what is found is drawn."""
