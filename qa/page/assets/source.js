// The source panel: a document's text with the cited place lit up one third down, the
// answer's other places paler; also the list of passages that were considered.
const panel = find(".fn-source", element);
const body = find(".fn-source-body", element);
const shown = { hash: "", places: [], opener: "", quote: "", window: null, key: "", turn: 0 };

function setHash(hash, push) {
  const url = location.pathname + location.search + hash;
  if (push) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
}

function head(title, where) {
  find(".fn-source-title", panel).textContent = title;
  find(".fn-source-where", panel).textContent = where;
}

function reveal(kind) {
  panel.hidden = false;
  panel.dataset.kind = kind;
  document.body.classList.add("fn-open");
}

function piece([text, kind]) {
  if (!kind) return document.createTextNode(text);
  const mark = make("mark", `fn-${kind}`, text);
  if (kind === "cited") mark.tabIndex = -1;
  return mark;
}

function more(label, window, place) {
  const made = button("fn-button fn-more", label, async () => {
    const found = await server.get_source({ key: shown.key, window });
    if (found.error || found.gone) return;
    const nodes = found.pieces.map(piece);
    const from = body.scrollHeight - body.scrollTop;
    made.replaceWith(...(place === "before" ? [rest(found, "before"), ...nodes] : [...nodes, rest(found, "after")]));
    if (place === "before") body.scrollTo({ top: body.scrollHeight - from });
  });
  return made;
}

function rest(found, place) {
  const [start, end] = found.window;
  const step = 80000;
  if (place === "before" && start > 0) return more("Earlier text", [Math.max(0, start - step), start], place);
  if (place === "after" && end < found.size) return more("Later text", [end, Math.min(found.size, end + step)], place);
  return document.createTextNode("");
}

function place(count, at) {
  find(".fn-position", panel).textContent = count > 1 ? `${at + 1} / ${count}` : "";
  for (const name of ["previous", "next"]) find(`[data-do=${name}]`, panel).hidden = count < 2;
  find("[data-do=copy-quote]", panel).hidden = !shown.quote;
}

function showGone(found) {
  leavePages();
  head(found.title || "No longer here", found.name || "");
  const note = make("div", "fn-note");
  note.append(make("strong", "", "This document is gone."));
  note.append(make("p", "", found.outside
    ? "The cited place is not in it."
    : "It was deleted or changed since it was cited, so the place cannot be shown."));
  body.replaceChildren(note);
  if (found.quote) {
    note.append(make("p", "fn-note-label", "What was cited then:"));
    note.append(make("blockquote", "", found.quote));
  }
}

function showText(found) {
  head(found.title, [found.name, found.where].filter(Boolean).join(" · "));
  const text = make("div", "fn-text");
  text.append(rest(found, "before"), ...found.pieces.map(piece), rest(found, "after"));
  body.replaceChildren(text);
  const mark = find(".fn-cited", body);
  const top = mark ? mark.offsetTop - body.clientHeight / 3 : 0;
  body.scrollTo({ top: Math.max(0, top) });
  return mark;
}

// Opens a place. `link` is the citation it was opened from; a deep link has none.
async function openPlace(hash, link, { focus = false, push = true } = {}) {
  const asked = placeOf(hash);
  if (!asked) return;
  const ticket = ++shown.turn;
  if (link) Object.assign(shown, { places: placesOfAnswer(link), opener: link });
  if (indexIn(shown.places, hash) < 0) shown.places = [hash];
  const others = shown.places.map(placeOf)
    .filter((each) => each.key === asked.key && each.cited).map((each) => each.cited);
  const found = await server.get_source({ ...asked, others });
  if (ticket !== shown.turn || found.error) return;
  Object.assign(shown, { hash, key: asked.key, quote: found.quote || "" });
  setHash(hash, push && panel.hidden);
  reveal("source");
  place(shown.places.length, indexIn(shown.places, hash));
  current();
  const mark = found.gone || found.outside ? showGone(found) : showPlace(found, asked);
  if (focus) (mark || body).focus({ preventScroll: true });
}

// The chip whose place is open looks pressed.
function current() {
  for (const link of findAll(`#chat ${CITATION}`)) {
    link.classList.toggle("fn-current", !panel.hidden && hashOf(link) === shown.hash);
  }
}

function step(by) {
  const count = shown.places.length;
  const at = (indexIn(shown.places, shown.hash) + by + count) % count;
  openPlace(shown.places[at], null, { focus: true });
}

function closePanel() {
  shown.turn += 1;
  if (panel.hidden) return;
  panel.hidden = true;
  document.body.classList.remove("fn-open");
  setHash("", false);
  current();
  const chip = shown.opener && shown.opener.isConnected ? shown.opener
    : findAll(CITATION).find((link) => hashOf(link) === shown.hash);
  if (chip) chip.focus();
  hideCard();
}

const FATES = { cited: "Cited", seen: "Seen", dropped: "Dropped" };

function consideredRow(row) {
  const item = make("li", `fn-row fn-fate-${row.fate}`);
  const link = make("a", "fn-row-link", row.title);
  link.href = `#src/${row.key}/${row.span[0]}-${row.span[1]}`;
  const top = make("div", "fn-row-top");
  top.append(make("span", "fn-fate", FATES[row.fate] || row.fate), link,
    make("span", "fn-score", [row.where, row.score.toFixed(2)].filter(Boolean).join(" · ")));
  item.append(top, make("p", "fn-snippet", row.snippet), make("p", "fn-reason", row.reason));
  return item;
}

async function openConsidered(turn, link) {
  const found = await server.get_considered({ turn });
  if (found.error) return;
  Object.assign(shown, { opener: link, quote: "", places: [], hash: "" });
  reveal("considered");
  leavePages();
  head("Passages considered", found.question);
  place(0, 0);
  const list = make("ol", "fn-considered");
  list.append(...found.rows.map(consideredRow));
  body.replaceChildren(list);
  if (found.refused.length) {
    body.append(make("h3", "fn-refused-title", "Not shown: no source supports it"));
    const refused = make("ul", "fn-refused");
    for (const { sentence, reason } of found.refused) {
      const item = make("li", "", "");
      item.append(make("s", "", sentence), make("p", "fn-reason", reason));
      refused.append(item);
    }
    body.append(refused);
  }
  body.scrollTo({ top: 0 });
  body.focus({ preventScroll: true });
}
