// Checks pages in headless Chromium: node check.mjs FOLDER [FOLDER FOR SCREENSHOTS]
// FOLDER holds pages of sessions and index.html.
import { createRequire } from "node:module";
import { readdirSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(resolve(process.env.BONAFIDE_PLAYWRIGHT), "x.js"));
const { chromium } = require("playwright-core");
const folder = resolve(process.argv[2]);
const shots = process.argv[3] && resolve(process.argv[3]);
if (shots) mkdirSync(shots, { recursive: true });
const WIDTHS = [360, 768, 1440];
const faults = [];
const fault = (what) => { faults.push(what); console.log("FAULT " + what); };
const url = (name) => pathToFileURL(join(folder, name)).href;

const browser = await chromium.launch({
  executablePath: process.env.BONAFIDE_CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});

// Contrast by WCAG 2.1, 1.4.3: 4.5, or 3 for large text. Disabled controls are exempt.
function lowContrast() {
  const channels = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0.99) return color;
    }
    return [255, 255, 255];
  };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest("script, [disabled], svg")) continue;
    if (!element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(channels(style.color)), light(background(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) found.add(element.className + " " + ratio.toFixed(2) + " " + walker.currentNode.textContent.trim().slice(0, 30));
  }
  return [...found].slice(0, 5);
}

// What a screen reader needs.
function structure() {
  const found = [];
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  if (new Set(ids).size !== ids.length) found.push("an id comes twice");
  for (const name of ["header", "main", "nav"]) if (!document.querySelector(name)) found.push("no " + name);
  if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
  let level = 1;
  for (const h of document.querySelectorAll("h1, h2, h3, h4")) {
    const next = Number(h.tagName[1]);
    if (next > level + 1) found.push("a heading skips a level: " + h.textContent);
    level = next;
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption) found.push("a table without caption");
    if ([...table.querySelectorAll("th")].some((th) => !th.scope)) found.push("a th without scope");
  }
  for (const img of document.querySelectorAll("img")) if (!img.alt) found.push("a picture without alt");
  for (const a of document.querySelectorAll("nav a, .skip")) {
    if (!document.querySelector(a.getAttribute("href"))) found.push("a dead link " + a.href);
  }
  for (const e of document.querySelectorAll("input, select")) if (!e.labels.length) found.push("a field without label");
  return found;
}

async function open(name, width, colorScheme, javaScriptEnabled = true) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled });
  const page = await context.newPage();
  const at = `${name} at ${width} ${colorScheme}`;
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) fault(`${at}: ${message.text()}`); });
  page.on("pageerror", (error) => fault(`${at}: ${error}`));
  page.on("request", (request) => { if (!/^(file|data):/.test(request.url())) fault(`${at} asks for ${request.url()}`); });
  await page.goto(url(name));
  return { page, at };
}

for (const name of readdirSync(folder).filter((name) => name.endsWith(".html"))) {
  for (const width of WIDTHS) {
    for (const scheme of ["light", "dark"]) {
      const { page, at } = await open(name, width, scheme);
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (shots) await page.screenshot({ path: join(shots, `${name}-${width}-${scheme}.png`), fullPage: true });
      if ((await overflow()) > 0) fault(`${at} is ${await overflow()} px too wide`);
      await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
      if ((await overflow()) > 0) fault(`${at} opened is ${await overflow()} px too wide`);
      for (const text of await page.evaluate(lowContrast)) fault(`${at}: contrast of ${text}`);
      for (const text of await page.evaluate(structure)) fault(`${at}: ${text}`);
      if (shots) await page.screenshot({ path: join(shots, `${name}-${width}-${scheme}-open.png`), fullPage: true });
      await page.context().close();
    }
  }
  await keyboard(name);
  if (name !== "index.html") await print(name);
}

// The skip link comes first, focus can be seen, and evidence opens without a pointer.
async function keyboard(name) {
  const { page, at } = await open(name, 1440, "light");
  await page.keyboard.press("Tab");
  if (!(await page.evaluate(() => document.activeElement.matches(".skip")))) fault(`${at}: the skip link is not first`);
  const seen = new Set();
  let opened = false;
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press("Tab");
    const state = await page.evaluate(() => {
      const e = document.activeElement;
      const style = getComputedStyle(e);
      return { tag: e.tagName, visible: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 };
    });
    seen.add(state.tag);
    if (state.tag !== "BODY" && !state.visible) fault(`${at}: focus on ${state.tag} cannot be seen`);
    if (state.tag === "SUMMARY" && !opened) {
      await page.keyboard.press("Enter");
      opened = await page.evaluate(() => document.activeElement.parentElement.open);
      if (!opened) fault(`${at}: Enter opens no evidence`);
    }
  }
  if (name !== "index.html" && !opened) fault(`${at}: no evidence was reached`);
  if (name === "index.html" && !(seen.has("INPUT") && seen.has("SELECT") && seen.has("BUTTON"))) fault(`${at}: filters were not reached`);
  await page.context().close();
}

async function print(name) {
  const { page, at } = await open(name, 1440, "dark");
  const path = shots && join(shots, `${name}.pdf`);
  for (const format of ["A4", "Letter"]) {
    const pdf = await page.pdf({ format, preferCSSPageSize: false, printBackground: true, ...(path && format === "A4" ? { path } : {}) });
    const pages = (pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) || []).length;
    console.log(`${name}: ${pages} printed pages of ${format}`);
    if (pages < 1 || pages > 2) fault(`${at}: prints on ${pages} pages of ${format}`);
  }
  await page.context().close();
}

await index();
async function index() {
  const { page, at } = await open("index.html", 1440, "light");
  const rows = () => page.locator("#list-body tr").count();
  const count = () => page.textContent("#count");
  const total = Number((await count()).match(/of (\d+) sessions/)[1]);
  if ((await rows()) !== Math.min(100, total)) fault(`${at}: ${await rows()} rows are drawn`);
  // Each is timed in the page, with the layout that follows.
  const timed = (act) => page.evaluate((act) => {
    const start = performance.now();
    const [kind, selector, value] = act;
    const element = document.querySelectorAll(selector)[0];
    if (kind === "click") element.click();
    else { element.value = value; element.dispatchEvent(new Event(kind, { bubbles: true })); }
    document.body.offsetHeight;
    return performance.now() - start;
  }, act);
  const last = await page.evaluate(() => {
    const data = JSON.parse(document.getElementById("rows").textContent);
    return data.rows[data.rows.length - 1][0];
  });
  const times = {
    search: await timed(["input", "#search", last]),
  };
  if (!(await count()).startsWith("1 of")) fault(`${at}: searching ${last} finds ${await count()}`);
  times.clear = await timed(["input", "#search", ""]);
  times.sort = await timed(["click", "#list thead th:nth-child(3) .sort"]);
  const scores = await page.$$eval("#list-body td:nth-child(3)", (cells) => cells.map((cell) => Number(cell.textContent)));
  if (scores.some((score, place) => place > 0 && score < scores[place - 1])) fault(`${at}: not sorted by score`);
  if ((await page.getAttribute("#list thead th:nth-child(3)", "aria-sort")) !== "ascending") fault(`${at}: aria-sort is missing`);
  times.down = await timed(["click", "#list thead th:nth-child(3) .sort"]);
  times.outcome = await timed(["change", "#outcome", "PASS"]);
  const outcomes = await page.$$eval("#list-body td:nth-child(2)", (cells) => cells.map((cell) => cell.textContent));
  if (!outcomes.every((text) => text.includes("PASS"))) fault(`${at}: the filter of outcomes lets others through`);
  await page.click("#filters button[type=reset]");
  await page.waitForTimeout(50);
  if (!(await count()).startsWith(`${total} of`)) fault(`${at}: clearing leaves ${await count()}`);
  if (total > 100) {
    await page.focus("#next");
    await page.keyboard.press("Enter");
    if (!(await count()).includes("page 2 of")) fault(`${at}: the second page is not reached`);
  }
  for (const [what, ms] of Object.entries(times)) {
    console.log(`index of ${total}: ${what} ${ms.toFixed(1)} ms`);
    if (ms > 1000) fault(`${at}: ${what} takes ${ms.toFixed(0)} ms`);
  }
  await page.context().close();
  const plain = await open("index.html", 768, "light", false);
  const shown = await plain.page.locator("#list-body tr").count();
  if (shown !== Math.min(200, total)) fault(`without a script ${shown} rows are there`);
  if (!(await plain.page.isVisible("#note")) || (await plain.page.isVisible("#filters"))) fault("without a script the note is not there");
  await plain.page.context().close();
}

await browser.close();
console.log(faults.length ? `${faults.length} faults` : "no faults");
process.exit(faults.length ? 1 : 0);
