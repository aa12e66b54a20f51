"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const MOST_ROWS = 5000, DEEPEST = 60;
  const number = new Intl.NumberFormat("en-US");

  // Everything shown goes through here: text is text, never markup.
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(properties)) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value !== null && value !== undefined) element.setAttribute(key, value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  }
  const count = (amount, noun) => `${number.format(amount)} ${noun}${amount === 1 ? "" : "s"}`;
  const shapeOf = (shape) => shape === null ? "unknown" : shape.map((size) => size ?? "?").join("×") || "scalar";
  function bytesOf(size) {
    const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    while (size >= 1024 && units.length > 1) { size /= 1024; units.shift(); }
    return `${number.format(Math.round(size * 10) / 10)} ${units[0]}`;
  }

  // The tree: one node for each scope of a graph, as its names say, with its variables.
  const twinsOf = new Map();
  for (const group of data.twins) for (const place of group) twinsOf.set(place, group);
  const roots = new Map(data.graphs.map((graph) => [graph.id, treeOf(graph)]));

  function treeOf(graph) {
    const root = newNode("", "", null);
    const nodes = new Map([["", root]]);
    function node(name) {
      let here = root, full = "";
      const parts = name.split("/");
      if (parts.length > DEEPEST) parts.splice(DEEPEST - 1, Infinity, parts.slice(DEEPEST - 1).join("/"));
      for (const part of name === "" ? [] : parts) {
        full = full === "" ? part : `${full}/${part}`;
        let next = nodes.get(full);
        if (!next) { next = newNode(part, full, here); nodes.set(full, next); here.children.push(next); }
        here = next;
      }
      return here;
    }
    const made = new Map(data.variables.filter((variable) => variable.graph === graph.id).map((variable) => [variable.name, variable]));
    const leader = (variable) => {
      while (made.has(variable.keptFor)) variable = made.get(variable.keptFor);
      return variable;
    };
    for (const scope of graph.scopes) {
      // TensorFlow enters a scope of the variable's own name to make a slot in it.
      if (ancestors(scope.name).some((name) => made.has(name))) continue;
      const at = node(scope.name);
      at.entries = scope.entries;
      at.ops = scope.ops;
    }
    data.variables.forEach((variable, place) => {
      if (variable.graph !== graph.id) return;
      // A slot stands beside the variable that it is kept for; so does a moving average of the slot.
      const scope = leader(variable).scope;
      const label = scope && variable.name.startsWith(`${scope}/`) ? variable.name.slice(scope.length + 1) : variable.name;
      const reused = variable.requests.filter((request) => request.outcome === "reused").length;
      node(scope).variables.push({ variable, place, reused, label, name: variable.name, findings: [] });
    });
    const places = new Map([...made.keys()].map((name, place) => [name, place]));
    for (const at of nodes.values()) {
      const owner = (leaf) => places.get(leader(leaf.variable).name);
      at.variables.sort((one, other) => owner(one) - owner(other) || one.place - other.place);
    }
    (function sum(at) {
      const counted = at.variables.filter(isCounted);
      at.parameters = counted.reduce((total, leaf) => total + (leaf.variable.parameters ?? 0), 0);
      at.below = counted.length;
      for (const child of at.children) { sum(child); at.parameters += child.parameters; at.below += child.below; at.ops += child.ops; }
    })(root);
    return { graph, root, nodes };
  }
  // Figures are those that `run` prints: of the model's own variables, without the slots that optimizers keep for them.
  function isCounted(leaf) { return leaf.variable.kind === "model"; }
  function ancestors(name) {
    const names = [];
    for (let end = name.indexOf("/"); end > 0 && names.length < DEEPEST; end = name.indexOf("/", end + 1)) names.push(name.slice(0, end));
    return [...names, name];
  }
  function newNode(label, name, parent) {
    return { label, name, parent, children: [], variables: [], entries: [], ops: 0, open: false, findings: [] };
  }

  // Findings know what they mean, and what they mean knows them.
  const things = new Map();
  for (const tree of roots.values()) {
    for (const [name, node] of tree.nodes) {
      if (name && !things.has(name)) things.set(name, { tree, item: node });
      for (const leaf of node.variables) if (!things.get(leaf.name)?.item.variable) things.set(leaf.name, { tree, item: leaf, node });
    }
  }
  data.diagnostics.forEach((finding) => {
    for (const name of [...finding.variables, ...finding.scopes]) things.get(name)?.item.findings.push(finding);
  });

  // What is searched for
  let tree = roots.values().next().value ?? null, selected = null, rows = [];
  function wanted() {
    const text = $("search").value;
    const found = $("found");
    found.classList.remove("wrong");
    let fits = () => true;
    if (text && $("regex").checked) {
      try { const pattern = new RegExp(text, "i"); fits = (name) => pattern.test(name); }
      catch (error) { found.classList.add("wrong"); found.textContent = error.message; return null; }
    } else if (text) {
      const lower = text.toLowerCase();
      fits = (name) => name.toLowerCase().includes(lower);
    }
    const kind = $("kind").value, collection = $("collection").value;
    const shared = $("shared").checked, duplicated = $("duplicated").checked;
    const filters = Boolean(kind || collection || shared || duplicated);
    return {
      any: Boolean(text) || filters,
      filters,
      scope: (name) => text !== "" && fits(name),
      variable: (leaf) => fits(leaf.name) && passes(leaf),
      passes,
    };
    function passes(leaf) {
      return (!kind || leaf.variable.kind === kind) && (!collection || leaf.variable.collections.includes(collection))
        && (!shared || leaf.reused > 0) && (!duplicated || twinsOf.has(leaf.place));
    }
  }

  function draw() {
    const ask = wanted();
    if (!ask || !tree) return;
    rows = [];
    let matches = 0;
    (function walk(node, depth) {
      const start = rows.length;
      if (node.parent) rows.push({ item: node, depth, isScope: true });
      let kept = !ask.any || (!ask.filters && ask.scope(node.name));
      const inside = rows.length;
      if (ask.any || node.open || !node.parent) {
        for (const leaf of node.variables) {
          if (ask.any ? ask.variable(leaf) : true) { matches += 1; rows.push({ item: leaf, depth: depth + 1, node }); }
        }
        for (const child of node.children) walk(child, node.parent ? depth + 1 : depth);
      }
      kept = kept || rows.length > inside;
      if (!kept) rows.length = start;
    })(tree.root, 0);
    const shown = rows.slice(0, MOST_ROWS);
    const list = document.createDocumentFragment();
    for (const row of shown) list.append(rowOf(row, ask));
    $("tree").replaceChildren(list);
    const cut = rows.length > MOST_ROWS ? `, the first ${number.format(MOST_ROWS)} rows shown` : "";
    $("found").textContent = ask.any ? `${count(matches, "variable")} found${cut}`
      : `${count(tree.root.below, "variable")} · ${count(tree.root.parameters, "parameter")} · ${count(tree.graph.ops, "op")}${cut}`;
    markSelected(false);
  }

  function rowOf(row, ask) {
    const { item, depth, isScope } = row;
    const isOpen = isScope && (item.open || ask.any);
    const hasMore = isScope && (item.children.length > 0 || item.variables.length > 0);
    const name = make("span", { class: "name", style: `padding-left:${Math.min(depth, 20) * 16}px`, title: item.name },
      make("span", { class: "twist", "aria-hidden": "true" }, hasMore ? (isOpen ? "▾" : "▸") : ""),
      item.label, ...marksOf(item, isScope));
    const element = make("div", {
      class: isScope ? "row scope" : "row", role: "treeitem", tabindex: "-1", "aria-level": depth + 1,
      "aria-expanded": hasMore ? String(isOpen) : null, "aria-selected": "false",
    }, name, make("span", {}, isScope ? "" : shapeOf(item.variable.shape)),
    make("span", {}, isScope ? (item.parameters ? number.format(item.parameters) : "") : item.variable.parameters === null ? "?" : number.format(item.variable.parameters)));
    element.addEventListener("click", (event) => {
      if (hasMore && (event.target.classList.contains("twist") || selected === item)) toggle(item);
      select(item, { isScroll: false });
    });
    row.element = element;
    return element;
  }
  function marksOf(item, isScope) {
    const marks = [];
    const add = (kind, text) => marks.push(make("span", { class: `mark ${kind}` }, text));
    if (!isScope && item.variable.kind !== "model") add("kind", item.variable.kind);
    if (!isScope && item.reused) add("shared", `×${item.reused + 1} shared`);
    if (!isScope && twinsOf.has(item.place)) add("duplicate", "duplicate");
    if (isScope && item.entries.length > 1) add("", `entered ×${item.entries.length}`);
    const worst = ["error", "warning", "info"].find((severity) => item.findings.some((one) => one.severity === severity));
    if (worst) add(worst, item.findings.find((one) => one.severity === worst).code);
    return marks;
  }
  function toggle(node, isOpen = !node.open) { node.open = isOpen; draw(); }

  // What is selected
  function select(item, { isScroll = true, isFocus = false } = {}) {
    selected = item;
    markSelected(isScroll, isFocus);
    tell(item);
    drawIcicle();
    history.replaceState(null, "", `#${encodeURIComponent(item.name)}`);
  }
  function markSelected(isScroll, isFocus = false) {
    let marked = null;
    for (const row of rows) {
      const is = row.item === selected;
      row.element?.setAttribute("aria-selected", String(is));
      row.element?.setAttribute("tabindex", is ? "0" : "-1");
      if (is) marked = row.element;
    }
    (marked ?? rows[0]?.element)?.setAttribute("tabindex", "0");
    if (marked && isScroll) marked.scrollIntoView({ block: "nearest" });
    if (marked && isFocus) marked.focus();
  }
  function go(name) {
    const thing = things.get(name);
    if (!thing) return false;
    if (thing.tree !== tree) { tree = thing.tree; $("graph").value = String(tree.graph.id); fillFilters(); }
    for (let node = thing.node ?? thing.item.parent; node; node = node.parent) node.open = true;
    draw();
    if (!rows.some((row) => row.item === thing.item)) {
      $("search").value = $("kind").value = $("collection").value = "";
      $("shared").checked = $("duplicated").checked = false;
      draw();
    }
    select(thing.item);
    return true;
  }
  function jump(name) {
    return make("button", { class: "link", type: "button", onclick: () => { if (go(name)) $("story").scrollIntoView({ block: "nearest" }); } }, name);
  }

  // The story
  const place = (site) => { const [file, line, where] = data.sites[site]; return `${file}:${line}, in ${where}`; };
  function frameOf(site, parts = false) {
    return make("span", { class: parts ? "frame parts" : "frame" }, make("small", {}, place(site)), make("br"),
      make("code", {}, data.sites[site][3] || "(its source is not at hand)"));
  }
  const framesOf = (stack, parting = -1) => stack.map((site, depth) => frameOf(site, depth === parting));
  function facts(...pairs) {
    return make("dl", {}, pairs.filter(([, value]) => value !== "" && value !== null).flatMap(([term, value]) => [make("dt", {}, term), make("dd", {}, value)]));
  }
  function setterText([how, scope, file, line]) {
    const where = file ? ` at ${file}:${line}` : "";
    const of = scope ? `of scope ${scope}` : "of the root scope";
    return { declared: `declared by the with-statement ${of}${where}`, switched: `switched on by reuse_variables() ${of}${where}`,
      argument: `given to this call${where}`, default: "TensorFlow's default" }[how];
  }
  function tell(item) {
    const story = item.variable ? variableStory(item) : scopeStory(item);
    $("story").replaceChildren(make("h2", {}, item.name || "(root)"), ...story.flat().filter(Boolean));
  }
  function variableStory({ variable, place: at, reused, findings }) {
    const [text, origin, scope] = variable.initializer;
    const from = { argument: "given as an argument", scope: `from scope ${scope || "(root)"}`, default: "TensorFlow's default", value: "initial value" }[origin] ?? "";
    const refused = data.refused.filter((request) => request.key === variable.name && request.graph === variable.graph);
    const steps = [...variable.requests, ...refused].map((request) => make("li", {},
      make("b", {}, request.outcome), ` · reuse ${request.reuse}: ${setterText(request.setter)}`, framesOf(request.stack),
      request.message ? make("div", {}, request.message.split("\n")[0]) : null));
    const made = steps.length === 0 && variable.stack.length ? [make("li", {}, make("b", {}, "made"), ` by ${variable.madeBy}`, framesOf(variable.stack))] : [];
    const settings = Object.entries(variable.settings).map(([name, value]) => [name, value]);
    return [
      facts(["shape", `${shapeOf(variable.shape)}, ${variable.dtype}`],
        ["size", variable.parameters === null ? "unknown" : `${count(variable.parameters, "parameter")}${variable.bytes === null ? "" : `, ${bytesOf(variable.bytes)}`}`],
        ["initializer", text ? `${text}${from ? ` · ${from}` : ""}` : ""],
        ["kind", `${variable.kind}, ${variable.trainable ? "trainable" : "not trainable"}, made by ${variable.madeBy}`],
        ["shared", reused ? `reused ${reused === 1 ? "once" : `${reused} times`}` : ""],
        ["collections", variable.collections.join(", ")], ...settings,
        ["scope", variable.scope ? jump(variable.scope) : "(root)"]),
      mentioned(findings),
      twinsOf.has(at) ? beside(twinsOf.get(at)) : null,
      made.length || steps.length ? [make("h3", {}, "Story"), make("ol", {}, made, steps)] : null,
    ].flat();
  }
  function beside(group) {
    const stacks = group.map((at) => data.variables[at].stack);
    let parting = 0;
    while (stacks.every((stack) => parting < stack.length - 1 && stack[parting] === stacks[0][parting])) parting += 1;
    return [make("h3", {}, "Made more than once by the same code"), make("div", { class: "beside" }, group.map((at, index) =>
      make("div", {}, make("h3", {}, index ? "again: " : "first: ", jump(data.variables[at].name)), framesOf(stacks[index], parting))))];
  }
  function scopeStory(node) {
    const entries = node.entries.map((entry) => make("li", {},
      `reuse ${entry.reuse}, ${entry.origin} · ops in name scope ${entry.nameScope || "(root)"}`,
      Object.entries(entry.settings).map(([name, value]) => make("div", {}, `${name} ${value}`)),
      entry.stack.length ? frameOf(entry.stack[entry.stack.length - 1]) : null,
      entry.switched.map((site) => make("div", {}, "reuse switched on by reuse_variables():", frameOf(site)))));
    return [
      facts(["holds", `${count(node.below, "variable")}, ${count(node.parameters, "parameter")}`], ["ops", number.format(node.ops)],
        ["in", node.parent?.name ? jump(node.parent.name) : ""]),
      mentioned(node.findings),
      entries.length ? [make("h3", {}, `Entered ${entries.length === 1 ? "once" : `${entries.length} times`}`), make("ol", {}, entries)] : null,
    ].flat();
  }
  function mentioned(findings) {
    return findings.length ? [make("h3", {}, "Findings about it"), ...[...new Set(findings)].map((one) => findingOf(one, false))] : null;
  }

  // Findings
  function findingOf(finding, isClosed) {
    const names = [...finding.variables, ...finding.scopes];
    return make("details", { class: `finding ${finding.severity}`, open: isClosed ? null : "" },
      make("summary", {}, make("b", { class: finding.severity }, `${finding.severity} ${finding.code}`), ` ${finding.name}: ${finding.message}`),
      names.length ? make("p", {}, "about ", names.slice(0, 12).flatMap((name, index) => [index ? " " : "", make("span", { class: "item" }, things.has(name) ? jump(name) : name, index < Math.min(names.length, 12) - 1 ? "," : "")]), names.length > 12 ? ` and ${names.length - 12} more` : "") : null,
      finding.roles.map(([text, site]) => make("div", {}, text, frameOf(site))),
      finding.why ? make("p", {}, finding.why) : null,
      finding.fixes.map(([purpose, code]) => make("div", {}, purpose, code ? make("pre", {}, code) : null)));
  }
  function listFindings() {
    const found = data.diagnostics;
    if (found.length) $("findings").replaceChildren(make("h2", {}, count(found.length, "finding")), ...found.map((one) => findingOf(one, found.length > 3)));
    else $("findings").replaceChildren(make("h2", {}, "No findings"));
  }

  const drawIcicle = makeIcicle({
    box: $("icicle"), make, count, now: () => ({ tree, selected }), select,
    pick: (item) => { if (item.name) go(item.name); else select(tree.root); },
    sizeOf: (item) => (item.variable ? (isCounted(item) ? item.variable.parameters ?? 0 : 0) : item.parameters),
  });

  // The controls
  function fillFilters() {
    const leaves = tree ? data.variables.filter((variable) => variable.graph === tree.graph.id) : [];
    fill("kind", "every kind", leaves.map((variable) => variable.kind));
    fill("collection", "every collection", leaves.flatMap((variable) => variable.collections));
  }
  function fill(id, all, values) {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    $(id).replaceChildren(make("option", { value: "" }, all), ...[...counts].map(([value, times]) => make("option", { value }, `${value} (${number.format(times)})`)));
  }
  let waiting = 0;
  function soon() { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(draw); }
  for (const id of ["search", "regex", "kind", "collection", "shared", "duplicated"]) $(id).addEventListener("input", soon);
  $("graph").append(...[...roots.values()].map(({ graph }) => make("option", { value: graph.id }, `${graph.kind} ${graph.id}${graph.name ? ` ${graph.name}` : ""}`)));
  $("graph").hidden = roots.size < 2;
  $("graph").addEventListener("input", () => { tree = roots.get(Number($("graph").value)); selected = null; fillFilters(); start(); });

  document.addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "") && document.activeElement.type !== "checkbox";
    if (event.key === "/" && !isTyping) { event.preventDefault(); $("search").focus(); $("search").select(); }
    if (event.key === "Escape" && document.activeElement === $("search")) { $("search").value = ""; draw(); }
    if (event.key === "ArrowDown" && document.activeElement === $("search")) { event.preventDefault(); focusRow(rows[0]); }
  });
  $("tree").addEventListener("keydown", (event) => {
    const index = rows.findIndex((row) => row.element === document.activeElement);
    if (index < 0) return;
    const { item, isScope, depth } = rows[index];
    const last = Math.min(rows.length, MOST_ROWS) - 1;
    const up = () => { let at = index; while (at > 0 && rows[at].depth >= depth) at -= 1; return rows[at]; };
    const moves = {
      ArrowDown: () => focusRow(rows[Math.min(index + 1, last)]), ArrowUp: () => focusRow(rows[Math.max(index - 1, 0)]),
      Home: () => focusRow(rows[0]), End: () => focusRow(rows[last]),
      PageDown: () => focusRow(rows[Math.min(index + 20, last)]), PageUp: () => focusRow(rows[Math.max(index - 20, 0)]),
      ArrowRight: () => { if (isScope && !item.open) { toggle(item, true); select(item, { isFocus: true }); } else focusRow(rows[Math.min(index + 1, last)]); },
      ArrowLeft: () => { if (isScope && item.open) { toggle(item, false); select(item, { isFocus: true }); } else focusRow(up()); },
      Enter: () => $("story").focus(), " ": () => { if (isScope) { toggle(item); select(item, { isFocus: true }); } },
    };
    if (moves[event.key]) { event.preventDefault(); moves[event.key](); }
  });
  function focusRow(row) { if (row) select(row.item, { isFocus: true }); }

  // Printed, everything is open.
  let opened = null;
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])"), ...(tree ? [...tree.nodes.values()].filter((node) => !node.open) : [])];
    for (const one of opened) one.open = true;
    draw();
  });
  addEventListener("afterprint", () => { for (const one of opened ?? []) one.open = false; opened = null; draw(); });
  addEventListener("resize", () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(drawIcicle); });

  // Opened as far as fits on a screen, level by level.
  function start() {
    if (!tree) { $("found").textContent = "Nothing was recorded: no variable, no scope and no op."; return; }
    let level = [tree.root], total = 0;
    while (level.length) {
      total += level.reduce((sum, node) => sum + node.children.length + node.variables.length, 0);
      if (total > 60) break;
      for (const node of level) node.open = true;
      level = level.flatMap((node) => node.children);
    }
    draw();
    if (location.hash && go(asked())) return;
    const meant = data.diagnostics.flatMap((one) => [...one.variables, ...one.scopes]).find((name) => things.has(name));
    if (meant && things.get(meant).tree === tree) go(meant);
    else if (rows[0]) select((rows.find((row) => row.isScope) ?? rows[0]).item);
    else drawIcicle();
  }
  function asked() {
    try { return decodeURIComponent(location.hash.slice(1)); }
    catch (error) { if (error instanceof URIError) return ""; throw error; }
  }
  for (const button of document.querySelectorAll(".picture button")) {
    button.addEventListener("click", () => button.setAttribute("aria-pressed", String(button.nextElementSibling.classList.toggle("full"))));
  }
  addEventListener("hashchange", () => go(asked()));
  fillFilters();
  listFindings();
  start();
})();
