// Reads {name: text} on standard input and answers {name: the error of Mermaid's own parser, or ""}.
import fs from "node:fs";
import { JSDOM } from "jsdom";

globalThis.window = new JSDOM("").window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

const answers = {};
for (const [name, text] of Object.entries(JSON.parse(fs.readFileSync(0, "utf8")))) {
  try {
    await mermaid.parse(text);
    answers[name] = "";
  } catch (error) {
    answers[name] = String(error.message);
  }
}
console.log(JSON.stringify(answers));
