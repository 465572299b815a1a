// The hover card: a moment after the pointer or the keyboard comes to a citation it says
// which source, which page, and the very words.
const CARD_DELAY = 120;
const card = make("div", "fn-card");
card.id = "footnote-card";
card.setAttribute("role", "tooltip");
card.hidden = true;
document.body.append(card);

const cards = new Map();
let cardTimer = 0;
let cardLink = null;

async function cardOf(hash) {
  if (!cards.has(hash)) cards.set(hash, await server.get_card(placeOf(hash)));
  return cards.get(hash);
}

function hideCard() {
  clearTimeout(cardTimer);
  if (cardLink) cardLink.removeAttribute("aria-describedby");
  cardLink = null;
  card.hidden = true;
}

async function showCard(link) {
  const found = await cardOf(hashOf(link));
  if (cardLink !== link || !link.isConnected) return;
  card.replaceChildren();
  card.append(make("strong", "fn-card-title", found.title || "No longer here"));
  if (found.where) card.append(make("span", "fn-card-where", found.where));
  if (found.gone) card.append(make("p", "fn-card-gone", "This document was deleted or changed."));
  if (found.quote) card.append(make("q", "fn-card-quote", found.quote));
  card.hidden = false;
  link.setAttribute("aria-describedby", card.id);
  const at = link.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left - 24), innerWidth - card.offsetWidth - 8);
  const above = at.top - card.offsetHeight - 8;
  card.style.left = `${left}px`;
  card.style.top = `${above > 8 ? above : at.bottom + 8}px`;
}

function armCard(link) {
  if (cardLink === link) return;
  hideCard();
  cardLink = link;
  cardTimer = setTimeout(() => showCard(link), CARD_DELAY);
}

function citationUnder(event) {
  const link = event.target.closest && event.target.closest(CITATION);
  const place = link && placeOf(hashOf(link));
  return place && place.cited ? link : null;
}

document.addEventListener("mouseover", (event) => {
  if (!matchMedia("(hover: hover)").matches) return;
  const link = citationUnder(event);
  if (link) armCard(link);
  else if (cardLink && cardLink !== document.activeElement) hideCard();
}, true);
document.addEventListener("focusin", (event) => {
  const link = citationUnder(event);
  if (link && link.matches(":focus-visible")) armCard(link);
  else hideCard();
}, true);
document.addEventListener("scroll", hideCard, true);
