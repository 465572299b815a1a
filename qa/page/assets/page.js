// Buttons, keys, deep links, and what Gradio's own markup lacks for screen readers.
async function download(format) {
  const found = await server.get_export(format);
  if (found.error) return;
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([found.text], { type: "text/plain" }));
  link.download = found.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function toggleDocuments(open) {
  const now = document.body.classList.toggle("fn-documents-open", open);
  find("[data-do=toggle-documents]").setAttribute("aria-expanded", String(now));
}

// After an answer the next question can be typed at once, unless somebody is elsewhere; a
// touch screen would open its keyboard over the answer.
window.footnote = {
  refocus() {
    const here = document.activeElement;
    const free = !here || here === document.body || here.closest("#question");
    if (free && matchMedia("(hover: hover)").matches) find("#question textarea").focus();
  },
};

function askThis(question) {
  const area = find("#question textarea");
  area.value = question;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  setTimeout(() => find("#question .submit-button").click(), 30);
}

const ACTIONS = {
  "close": () => closePanel(),
  "previous": () => step(-1),
  "next": () => step(1),
  "copy-quote": async (target) => { await copyText(shown.quote); confirmOn(target, "Copied"); },
  "view-text": () => choose("text"),
  "view-page": () => choose("page"),
  "page-before": () => fetchPage(paged.picture.previous),
  "page-after": () => fetchPage(paged.picture.next),
  "page-zoom": () => zoom(!paged.larger),
  "new": () => { closePanel(); trigger("new_chat", {}); },
  "export-md": () => download("markdown"),
  "export-json": () => download("json"),
  "toggle-documents": () => toggleDocuments(),
};

async function followLink(link, event) {
  const hash = hashOf(link);
  const [, action, turn] = /^#do\/(\w+)\/(\w+)$/.exec(hash) || [];
  if (hash === "#/") closePanel();
  else if (hash === "#ask") askThis(link.textContent);
  else if (action === "considered") openConsidered(turn, link);
  else if (action === "copy") {
    const found = await server.get_copy({ turn });
    if (!found.error) { await copyText(found.text); confirmOn(link, "Copied"); }
  } else if (placeOf(hash)) {
    hideCard();
    toggleDocuments(false);
    openPlace(hash, link, { focus: event.detail === 0 });
  }
}

document.addEventListener("click", (event) => {
  if (!event.target.closest) return;
  const link = event.target.closest('a[href^="#"]');
  if (link) {
    event.preventDefault();
    event.stopPropagation();
    followLink(link, event);
    return;
  }
  const target = event.target.closest("[data-do]");
  if (target) ACTIONS[target.dataset.do](target);
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (!card.hidden) hideCard();
  else if (document.body.classList.contains("fn-documents-open")) toggleDocuments(false);
  else closePanel();
}, true);

function followHash() {
  if (placeOf(location.hash)) openPlace(location.hash, null, { push: false });
  else if (!panel.hidden && panel.dataset.kind === "source") closePanel();
}
addEventListener("popstate", followHash);

// Gradio's disclosure does not say whether it is open.
function labelLimits() {
  const title = find("#limits > button");
  if (!title || title.dataset.watched) return;
  title.dataset.watched = "yes";
  const say = () => title.setAttribute("aria-expanded", String(title.classList.contains("open")));
  new MutationObserver(say).observe(title, { attributeFilter: ["class"] });
  say();
}

// Gradio re-renders messages as they stream; names are given again, at most once a frame.
function label() {
  for (const link of findAll(`#chat ${CITATION}[title]`)) {
    link.setAttribute("aria-label", link.title);
    link.removeAttribute("title");
  }
  for (const link of findAll('#chat a[href^="#do/"], #chat a[href="#ask"]')) {
    link.setAttribute("role", "button");
  }
  for (const link of findAll('#chat a[href^="#"]')) {
    link.removeAttribute("target");
    link.removeAttribute("rel");
  }
  for (const message of findAll('#chat [data-testid="bot"], #chat [data-testid="user"]')) {
    const said = message.dataset.testid === "bot" ? "Answer" : "Question";
    if (message.getAttribute("aria-label") !== said) message.setAttribute("aria-label", said);
  }
  labelLimits();
  current();
}
let labelling = 0;
new MutationObserver(() => {
  if (!labelling) labelling = requestAnimationFrame(() => { labelling = 0; label(); });
}).observe(document.body, { childList: true, subtree: true });

label();
listDocuments();
followHash();
