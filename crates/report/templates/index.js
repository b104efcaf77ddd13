"use strict";
(() => {
  const PAGE = 100;
  const data = JSON.parse(document.getElementById("rows").textContent);
  const tones = { PASS: ["good", "✓"], FAIL: ["bad", "✗"], REVIEW: ["doubt", "!"], PENDING: ["off", "–"] };
  const [ID, ACTION, SCORE, TYPE, RULE, ISSUES, ERROR, MS, SIMULATED] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const words = (name) => name.toLowerCase().replace(/_/g, " ").trim();
  const issuesOf = (row) => row[ISSUES].map((place) => data.issues[place]).join(", ");
  const time = (ms) => (ms >= 1000 ? (ms / 1000).toFixed(2) + " s" : ms + " ms");
  // What is searched is put together once; a keystroke then only looks through it.
  const haystacks = data.rows.map((row) => (row[ID] + " " + issuesOf(row)).toLowerCase());
  const keys = [
    (row) => row[ID],
    (row) => row[ACTION],
    (row) => (row[SCORE] === null ? -1 : row[SCORE]),
    (row) => data.types[row[TYPE]],
    (row) => data.rules[row[RULE]],
    (row) => row[ISSUES].length,
    (row) => row[MS],
    (row) => (row[ERROR] === null ? "" : data.errors[row[ERROR]]),
  ];
  const $ = (id) => document.getElementById(id);
  const body = $("list-body");
  let order = data.rows.map((_, place) => place);
  let shown = order;
  let page = 0;
  let sorted = { column: -1, down: false };

  function cell(row, text, label) {
    const td = document.createElement("td");
    td.dataset.label = label;
    if (text instanceof Node) td.append(text);
    else td.textContent = text;
    row.append(td);
    return td;
  }

  function badge(action) {
    const [tone, symbol] = tones[action] || ["off", "–"];
    const span = document.createElement("span");
    span.className = "badge " + tone;
    const sign = document.createElement("span");
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = symbol;
    span.append(sign, " " + action);
    return span;
  }

  function draw() {
    const fragment = document.createDocumentFragment();
    for (const place of shown.slice(page * PAGE, (page + 1) * PAGE)) {
      const row = data.rows[place];
      const tr = document.createElement("tr");
      const th = document.createElement("th");
      th.scope = "row";
      const link = document.createElement("a");
      link.href = "./" + encodeURIComponent(row[ID]) + "/report.html";
      link.textContent = row[ID];
      th.append(link);
      if (row[SIMULATED]) th.append(" (simulated)");
      tr.append(th);
      cell(tr, badge(row[ACTION]), "Outcome");
      cell(tr, row[SCORE] === null ? "" : row[SCORE].toFixed(4), "Score").className = "number";
      cell(tr, words(data.types[row[TYPE]]), "Document");
      cell(tr, words(data.rules[row[RULE]]), "Rule");
      cell(tr, issuesOf(row), "Issues").className = "codes";
      cell(tr, time(row[MS]), "Time").className = "number";
      cell(tr, row[ERROR] === null ? "" : words(data.errors[row[ERROR]]), "Error");
      fragment.append(tr);
    }
    body.replaceChildren(fragment);
    const pages = Math.max(1, Math.ceil(shown.length / PAGE));
    $("count").textContent =
      shown.length + " of " + data.rows.length + " sessions, page " + (page + 1) + " of " + pages;
    $("previous").disabled = page === 0;
    $("next").disabled = page + 1 >= pages;
  }

  function filter() {
    const text = $("search").value.trim().toLowerCase();
    const action = $("outcome").value;
    const type = $("type").value;
    const issue = $("issue").value;
    const errors = $("errors").checked;
    shown = order.filter((place) => {
      const row = data.rows[place];
      return (
        (!action || row[ACTION] === action) &&
        (!type || row[TYPE] === Number(type)) &&
        (!issue || row[ISSUES].includes(Number(issue))) &&
        (!errors || row[ERROR] !== null) &&
        (!text || haystacks[place].includes(text))
      );
    });
    page = 0;
    draw();
  }

  function sort(column) {
    sorted = { column, down: sorted.column === column && !sorted.down };
    const key = keys[column];
    const sign = sorted.down ? -1 : 1;
    order = data.rows.map((_, place) => place);
    order.sort((a, b) => {
      const [x, y] = [key(data.rows[a]), key(data.rows[b])];
      return x < y ? -sign : x > y ? sign : a - b;
    });
    heads.forEach((th, place) => {
      if (place === column) th.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    });
    filter();
  }

  function option(select, value, text) {
    const element = document.createElement("option");
    element.value = value;
    element.textContent = text;
    select.append(element);
  }

  const heads = Array.from(document.querySelectorAll("#list thead th"));
  heads.forEach((th, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = th.textContent;
    button.addEventListener("click", () => sort(column));
    th.replaceChildren(button);
  });
  data.types.forEach((name, place) => option($("type"), place, words(name)));
  data.issues
    .map((name, place) => [name, place])
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
    .forEach(([name, place]) => option($("issue"), place, name));
  for (const id of ["outcome", "type", "issue", "errors"]) $(id).addEventListener("change", filter);
  $("search").addEventListener("input", filter);
  $("filters").addEventListener("reset", () => setTimeout(filter));
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("previous").addEventListener("click", () => { page -= 1; draw(); });
  $("next").addEventListener("click", () => { page += 1; draw(); });
  $("filters").hidden = false;
  $("pages").hidden = false;
  $("note").hidden = true;
  filter();
})();
