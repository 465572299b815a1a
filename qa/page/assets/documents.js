// The documents sidebar: what is there, uploads with progress and a result each, deletion in
// two steps. The server decides what is taken in; here it is only said.
function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1048576) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1048576).toFixed(1)} MB`;
}

function deleteButton(row) {
  const made = button("fn-delete", "Delete");
  made.setAttribute("aria-label", `Delete ${row.name}`);
  made.addEventListener("click", async () => {
    if (made.dataset.armed) {
      made.disabled = true;
      await server.remove_document({ id: row.id });
      await documentsChanged();
      find(".fn-file").focus();
      return;
    }
    made.dataset.armed = "yes";
    made.textContent = "Really delete?";
    made.setAttribute("aria-label", `Really delete ${row.name}?`);
    setTimeout(() => {
      delete made.dataset.armed;
      made.textContent = "Delete";
      made.setAttribute("aria-label", `Delete ${row.name}`);
    }, 5000);
  });
  return made;
}

function documentRow(row) {
  const item = make("li", "fn-document");
  const link = make("a", "fn-document-link", row.name);
  link.href = `#src/${row.key}`;
  link.title = row.name;
  item.append(link, make("span", "fn-size", sizeOf(row.size)));
  if (row.uploaded) item.append(deleteButton(row));
  return item;
}

function problemRow(problem) {
  const item = make("li", "fn-problem");
  const more = problem.files - problem.names.length;
  const names = problem.names.join(", ") + (more ? ` and ${more} more` : "");
  item.append(make("span", "fn-problem-names", names), make("span", "fn-problem-reason", problem.reason));
  return item;
}

// What is not read must not look as if it were.
function listProblems(kind, problems, said) {
  const files = problems.reduce((sum, problem) => sum + problem.files, 0);
  const details = find(kind);
  details.hidden = !files;
  details.firstElementChild.textContent = `${files} ${files === 1 ? "file" : "files"} ${said}`;
  details.lastElementChild.replaceChildren(...problems.map(problemRow));
}

let following = 0;

// While files are still being read the list grows, and what the page knows of it.
async function followReading() {
  const before = find(".fn-count").textContent;
  await listDocuments();
  if (find(".fn-count").textContent !== before) trigger("documents_changed", {});
}

function listWaiting(files) {
  const said = find(".fn-waiting");
  said.hidden = !files;
  said.textContent = `Reading… ${files.toLocaleString("en")} more ${files === 1 ? "file" : "files"}`;
  clearTimeout(following);
  if (files) following = setTimeout(followReading, 3000);
}

async function listDocuments() {
  const found = await server.get_documents(null);
  if (found.error) return;
  find(".fn-count").textContent = found.documents.length;
  listWaiting(found.waiting);
  find(".fn-drop").hidden = found.readonly;
  find(".fn-list").replaceChildren(...found.documents.map(documentRow));
  listProblems(".fn-left-out", found.problems.left_out, "left out");
  listProblems(".fn-partly", found.problems.partly, "with a note");
}

// What the page knows of the documents is asked for again.
async function documentsChanged() {
  cards.clear();
  trigger("documents_changed", {});
  await listDocuments();
}

function send(file, progress) {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append("files", file);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText)[0]);
      else reject(new Error(request.status === 413 ? "too large" : "the server refused it"));
    });
    request.addEventListener("error", () => reject(new Error("the connection broke")));
    request.open("POST", `${window.gradio_config.root || ""}/gradio_api/upload`);
    request.send(form);
  });
}

async function upload(file) {
  const item = make("li", "fn-upload");
  const bar = make("progress", "fn-bar");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Progress of ${file.name}`);
  const said = make("span", "fn-upload-result", "Uploading…");
  item.append(make("span", "fn-upload-name", file.name), said, bar);
  find(".fn-uploads").prepend(item);
  try {
    const path = await send(file, (done) => { bar.value = done; });
    said.textContent = "Reading…";
    bar.removeAttribute("value");
    const result = await server.add_document({ path, name: file.name });
    if (result.error || result.reason) throw new Error(result.error || result.reason);
    item.classList.add("fn-upload-done");
    said.textContent = "Ready";
    setTimeout(() => item.remove(), 4000);
  } catch (error) {
    item.classList.add("fn-upload-failed");
    said.textContent = `Not added: ${error.message}`;
    item.append(button("fn-dismiss", "Dismiss", () => item.remove()));
  }
  bar.remove();
  await documentsChanged();
}

async function uploadAll(files) {
  for (const file of [...files]) await upload(file);
}

document.addEventListener("change", (event) => {
  if (!event.target.matches(".fn-file")) return;
  uploadAll(event.target.files);
  event.target.value = "";
}, true);
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const drop = find(".fn-drop");
    if (!drop || drop.hidden || !event.dataTransfer || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.toggle("fn-over", kind === "dragover");
    if (kind === "drop") uploadAll(event.dataTransfer.files);
  }, true);
}
