"use strict";
// The icicle: widths are parameters, rows are levels of scopes; it begins at the selected scope's parent.
function makeIcicle({ box, make, count, now, select, pick, sizeOf }) {
  const LEVELS = 7;
  const HUES = [210, 265, 160, 30, 330, 190, 60];
  function draw() {
    const { tree, selected } = now(), hadFocus = box.querySelector("svg")?.contains(document.activeElement);
    if (!tree || !tree.root.parameters) { box.replaceChildren(); return; }
    const top = zoomOf(tree, selected);
    const width = Math.max(300, box.clientWidth || 800), height = 26, cells = [];
    (function lay(item, left, span, level, hue) {
      if (span < 1.5 || level >= LEVELS) return;
      cells.push({ item, left, span, level, hue });
      let at = left;
      const total = item.parameters || 1;
      const below = item.variable ? [] : [...item.children, ...item.variables].map((one) => [one, sizeOf(one)]);
      below.sort((one, other) => other[1] - one[1]);
      below.forEach(([one, size], index) => { const part = span * size / total; lay(one, at, part, level + 1, level === 0 ? HUES[index % HUES.length] : hue); at += part; });
    })(top, 0, width, 0, 215);
    const levels = Math.max(...cells.map((cell) => cell.level)) + 1;
    const svg = svgOf("svg", { viewBox: `0 0 ${width} ${levels * height}`, height: levels * height });
    for (const one of cells) {
      const { item, left, span, level, hue } = one;
      const name = item.name || "all", parameters = item.variable ? item.variable.parameters : item.parameters;
      const told = `${name}: ${count(parameters, "parameter")}`;
      const cell = svgOf("g", { class: item === selected ? "picked" : "", role: "button", "aria-label": told, tabindex: "-1" });
      one.element = cell;
      cell.append(svgOf("rect", { x: left, y: level * height, width: span, height, rx: 3, fill: `hsl(${hue} 55% ${item.variable ? 82 : 70}%)` }));
      const title = svgOf("title", {});
      title.textContent = told;
      cell.append(title);
      const label = item.label || name, letters = Math.floor((span - 8) / 6.4);
      if (letters > 2) {
        const text = svgOf("text", { x: left + 5, y: level * height + 17 });
        text.textContent = label.length > letters ? `${label.slice(0, letters - 1)}…` : label;
        cell.append(text);
      }
      cell.addEventListener("click", () => pick(item));
      svg.append(cell);
    }
    const path = top.name ? make("p", {}, "Parameters in ", top.name, " ", jumpUp(top)) : make("p", {}, "Parameters by scope");
    box.replaceChildren(path, svg);
    svg.addEventListener("keydown", (event) => move(event, cells));
    const entrance = (cells.find(({ item }) => item === selected) ?? cells[0]).element;
    entrance.setAttribute("tabindex", "0");  // one stop for the tab key; arrows do the rest
    if (hadFocus) entrance.focus();
  }
  function move(event, cells) {
    const here = cells.find(({ element }) => element === document.activeElement);
    if (!here) return;
    const row = cells.filter(({ level }) => level === here.level), at = row.indexOf(here), middle = here.left + here.span / 2;
    const moves = {
      ArrowLeft: () => row[at - 1], ArrowRight: () => row[at + 1], Home: () => row[0], End: () => row.at(-1),
      ArrowUp: () => cells.find(({ level, left, span }) => level === here.level - 1 && left <= middle && middle <= left + span),
      ArrowDown: () => cells.find(({ level, left }) => level === here.level + 1 && left >= here.left && left < here.left + here.span),
    };
    if (moves[event.key]) { event.preventDefault(); moves[event.key]()?.element.focus(); }
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(here.item); box.querySelector("[tabindex='0']")?.focus(); }
  }
  function jumpUp(top) {
    return make("button", { class: "link", type: "button", onclick: () => select(top.parent) }, "↑ up");
  }
  function zoomOf(tree, item) {
    if (!item) return tree.root;
    if (item.variable) return [...tree.nodes.values()].find((node) => node.variables.includes(item)) ?? tree.root;
    return item.parameters ? item : tree.root;
  }
  function svgOf(tag, properties) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(properties)) element.setAttribute(key, value);
    return element;
  }
  return draw;
}
