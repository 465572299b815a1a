// A PDF's page as it looks, the cited words boxed: the other view of an open place. Pictures are
// fetched when they are looked at; which view somebody chose last is kept until the page is left.
const views = find(".fn-views", panel);
const pageTools = find(".fn-page-tools", panel);
const SMALL = matchMedia("(max-width: 899px)");
const paged = { view: "page", found: null, place: null, picture: null, larger: SMALL.matches, turn: 0 };

// Called for every opened place; `found` is what the server said of its text.
function showPlace(found, asked) {
  Object.assign(paged, { found, place: asked, picture: null });
  views.hidden = !found.pages;
  return show();
}

function leavePages() {
  paged.turn += 1;
  views.hidden = true;
  pageTools.hidden = true;
  body.setAttribute("aria-label", "Text of the source");
}

function show() {
  paged.turn += 1;
  const asPage = !views.hidden && paged.view === "page";
  find("[data-do=view-text]", views).setAttribute("aria-pressed", String(!asPage));
  find("[data-do=view-page]", views).setAttribute("aria-pressed", String(asPage));
  pageTools.hidden = !asPage;
  body.setAttribute("aria-label", asPage ? "Page of the source" : "Text of the source");
  if (!asPage) return showText(paged.found);
  head(paged.found.title, paged.found.name);
  if (paged.picture) showPage(paged.picture);
  else fetchPage(null);
  return null;
}

function choose(view) {
  paged.view = view;
  show();
}

async function fetchPage(page) {
  const ticket = ++paged.turn;
  const { key, cited } = paged.place;
  if (!paged.picture) {
    find(".fn-page-number", panel).textContent = "";
    for (const name of ["before", "after", "zoom"]) find(`[data-do=page-${name}]`, panel).disabled = true;
    body.replaceChildren(make("div", "fn-sheet fn-sheet-waiting", "Drawing the page…"));
  }
  const picture = await server.get_page({ key, cited, page });
  if (ticket !== paged.turn) return;
  if (picture.error) showNoPage(picture.error);
  else showPage(picture);
}

function showNoPage(reason) {
  pageTools.hidden = true;
  showText(paged.found);
  const note = make("div", "fn-note fn-no-page");
  note.append(make("strong", "", "The page cannot be shown."), make("p", "", `Here is its text. The reason: ${reason}.`));
  body.prepend(note);
}

function showPage(picture) {
  paged.picture = picture;
  const number = `Page ${picture.page} of ${picture.pages}`;
  find(".fn-page-number", panel).textContent = number;
  find("[data-do=page-before]", panel).disabled = picture.previous === null;
  find("[data-do=page-after]", panel).disabled = picture.next === null;
  find("[data-do=page-zoom]", panel).disabled = false;
  const sheet = make("div", "fn-sheet");
  const image = make("img", "fn-page");
  image.alt = `${number} of ${paged.found.title}`
    + (picture.boxes.length ? "; the cited words are boxed, and can be read under Text" : "");
  image.addEventListener("load", scrollToBox);
  image.src = picture.image;
  sheet.append(image, ...picture.boxes.map(boxOn));
  body.replaceChildren(sheet);
  zoom(paged.larger);
}

function boxOn([left, top, right, bottom]) {
  const box = make("div", "fn-box");
  const share = (value) => `${(value * 100).toFixed(3)}%`;
  Object.assign(box.style, { left: share(left), top: share(top), width: share(right - left), height: share(bottom - top) });
  return box;
}

function scrollToBox() {
  const box = find(".fn-box", body);
  if (!box) body.scrollTo({ top: 0, left: 0 });
  else body.scrollTo({ top: Math.max(0, box.offsetTop - body.clientHeight / 3), left: Math.max(0, box.offsetLeft - 24) });
}

function zoom(larger) {
  paged.larger = larger;
  const made = find("[data-do=page-zoom]", panel);
  made.setAttribute("aria-pressed", String(larger));
  const sheet = find(".fn-sheet", body);
  if (sheet) sheet.classList.toggle("fn-larger", larger);
  scrollToBox();
}
