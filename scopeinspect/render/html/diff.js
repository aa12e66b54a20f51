"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const number = new Intl.NumberFormat("en-US");
  const groups = [...document.querySelectorAll(".group")].map((element) => ({
    element,
    wasOpen: element.open,
    pairs: [...element.querySelectorAll(".pair")].map((pair) => ({
      element: pair, names: [pair.dataset.old, pair.dataset.new], words: [...pair.classList].slice(1),
    })),
  }));
  const kinds = [...document.querySelectorAll(".kind")];
  const all = groups.reduce((sum, group) => sum + group.pairs.length, 0);

  function wanted() {
    const text = $("search").value, found = $("found");
    found.classList.remove("wrong");
    if (text && $("regex").checked) {
      try { const pattern = new RegExp(text, "i"); return (names) => names.some((name) => pattern.test(name)); }
      catch (error) { found.classList.add("wrong"); found.textContent = error.message; return null; }
    }
    const lower = text.toLowerCase();
    return (names) => names.some((name) => name.toLowerCase().includes(lower));
  }
  function draw() {
    const fits = wanted();
    if (!fits) return;
    const shown = new Set(kinds.filter((box) => box.checked).map((box) => box.value));
    let matches = 0;
    for (const group of groups) {
      let here = 0;
      for (const { element, names, words } of group.pairs) {
        const is = words.some((word) => shown.has(word)) && fits(names);
        if (element.hidden === is) element.hidden = !is;
        here += is;
      }
      group.element.hidden = here === 0;
      // A search opens what it finds; without one, each is as it was.
      group.element.open = $("search").value ? here > 0 : group.wasOpen;
      matches += here;
    }
    $("found").textContent = matches === all ? `${number.format(all)} variables` : `${number.format(matches)} of ${number.format(all)} variables`;
  }
  let waiting = 0;
  function soon() { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(draw); }
  for (const field of [$("search"), $("regex"), ...kinds]) field.addEventListener("input", soon);
  for (const group of groups) {
    group.element.firstElementChild.addEventListener("click", () => { if (!$("search").value) group.wasOpen = !group.element.open; });
  }

  // What a change leads to is found, whatever is searched for.
  function go() {
    const pair = document.getElementById(location.hash.slice(1));
    if (!pair?.classList.contains("pair")) return;
    if (pair.hidden) {
      $("search").value = "";
      for (const box of kinds) box.checked = true;
      draw();
    }
    pair.parentElement.open = pair.open = true;
    pair.scrollIntoView({ block: "center" });
    pair.firstElementChild.focus();
  }
  addEventListener("hashchange", go);
  for (const link of document.querySelectorAll("#changes a")) {
    link.addEventListener("click", () => { if (link.hash === location.hash) go(); });
  }

  // Keys: the arrows go from row to row, n and p from change to change.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const active = document.activeElement;
    const isTyping = active?.tagName === "INPUT" && active.type !== "checkbox";
    if (event.key === "Escape" && active === $("search")) { $("search").value = ""; draw(); }
    if (event.key === "/" && !isTyping) { event.preventDefault(); $("search").focus(); $("search").select(); }
    if (isTyping && event.key !== "ArrowDown") return;
    const step = { ArrowDown: 1, ArrowUp: -1, n: 1, p: -1 }[event.key];
    if (!step) return;
    const isLetter = event.key === "n" || event.key === "p";
    if (!isLetter && !isTyping && active?.tagName !== "SUMMARY") return;
    event.preventDefault();
    const rows = [...document.querySelectorAll("#groups summary")].filter((row) => row === active
      || (isLetter ? row.parentElement.matches(".pair:not(.unchanged)") && !row.parentElement.hidden : row.checkVisibility()));
    const next = rows[active?.tagName === "SUMMARY" ? rows.indexOf(active) + step : 0];
    if (!next) return;
    if (isLetter) next.closest(".group").open = true;
    next.focus();
  });

  // Printed, every scope is open.
  let closed = null;
  addEventListener("beforeprint", () => { closed = groups.filter((group) => !group.element.open); for (const group of closed) group.element.open = true; });
  addEventListener("afterprint", () => { for (const group of closed ?? []) group.element.open = false; closed = null; });

  draw();
  go();
})();
