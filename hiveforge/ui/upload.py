"""Choosing or dropping files and sending them to one of our routes, each with its progress, and a way to stop or repeat it.

The file itself is the body, so the server reads it piece by piece and refuses it by the first ones. What is chosen stays
on the page until it is there: a lost connection or a refusal costs nothing but another click.
"""

from typing import Any

import reflex as rx

from .base import ClientComponent, Flag, Text, with_classes
from .button import button_class

SEND = r"""
const hiveSize = (bytes) => {
  for (const [unit, name] of [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]])
    if (bytes >= unit) return String(Math.round(bytes / unit * 10) / 10) + " " + name;
  return bytes + " bytes";
};
const hiveSend = (file, action, told) => {
  const request = new XMLHttpRequest();
  request.open("POST", action + (action.includes("?") ? "&" : "?") + "name=" + encodeURIComponent(file.name));
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.onprogress = (event) => told.progress(event.loaded);
  request.onload = () => {
    const said = request.response ?? {};
    if (request.status >= 200 && request.status < 300) return told.done(said);
    told.fail({
      message: said.title ?? "The server did not understand. Try again in a moment.",
      upgrade: said.upgrade_url ?? "", code: request.status >= 500 ? said.request_id ?? "" : ""});
  };
  request.onerror = () => told.fail({message: "The connection was lost. Check it and try again."});
  request.send(file);
  return () => request.abort();
};
"""

UPLOAD = r"""
const hiveChosen = (transfer) => {
  const entries = Array.from(transfer.items ?? [], (item) => item.webkitGetAsEntry?.());
  return Array.from(transfer.files, (file, at) => ({file, folder: Boolean(entries[at]?.isDirectory)}));
};
function HiveUpload({action, accept, label, hint, multiple, largest, upgrade, compact, onUploaded, id}) {
  const h = createElement;
  const [items, setItems] = useState([]);
  const [over, setOver] = useState(false);
  const [said, setSaid] = useState("");
  const input = useRef(null);
  const stops = useRef({});
  const count = useRef(0);
  const change = (key, changes) => setItems((now) => now.map((item) => item.key === key ? {...item, ...changes} : item));
  const running = items.some((item) => item.state === "waiting" || item.state === "sending");
  const add = (chosen) => {
    if (!chosen.length) return;
    const fresh = (multiple ? chosen : chosen.slice(0, 1)).map(({file, folder}) => {
      const item = {key: ++count.current, file, loaded: 0, state: "waiting", message: "", upgrade: "", code: ""};
      if (folder) return {...item, state: "refused", message: "This is a folder. Choose the files in it."};
      if (largest && file.size > largest)
        return {...item, state: "refused", upgrade: upgrade ?? "", message: "This file is " + hiveSize(file.size) + " large. Files of up to " + hiveSize(largest) + " can be uploaded."};
      return item;
    });
    setItems((now) => [...now.filter((item) => multiple && item.state !== "done"), ...fresh]);
    for (const item of fresh) if (item.state === "refused") setSaid(item.file.name + ": " + item.message);
  };
  const drop = (item, words) => {
    stops.current[item.key]?.();
    delete stops.current[item.key];
    setItems((now) => now.filter((one) => one.key !== item.key));
    setSaid(words);
    input.current?.focus();
  };
  useEffect(() => {
    const free = 2 - items.filter((item) => item.state === "sending").length;
    for (const item of items.filter((one) => one.state === "waiting").slice(0, Math.max(free, 0))) {
      change(item.key, {state: "sending", loaded: 0, message: "", upgrade: "", code: ""});
      stops.current[item.key] = hiveSend(item.file, action, {
        progress: (loaded) => change(item.key, {loaded}),
        done: (answer) => {
          change(item.key, {state: "done", loaded: item.file.size});
          setSaid(item.file.name + " is uploaded.");
          onUploaded?.(answer.id ?? "");
        },
        fail: (why) => { change(item.key, {state: "failed", ...why}); setSaid(item.file.name + ": " + why.message); }});
    }
  }, [items]);
  useEffect(() => {
    if (!running) return;
    const ask = (event) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [running]);
  const small = (text, name, act) => h("button", {type: "button", className: "@SMALL", onClick: act, "aria-label": text + " " + name}, text);
  const row = (item) => {
    const {file, state} = item;
    const percent = file.size ? Math.floor(item.loaded / file.size * 100) : 0;
    const words = {waiting: "Waiting", done: "Uploaded", failed: "Not uploaded", refused: "Not uploaded",
      sending: item.loaded >= file.size ? "Checking" : percent + " %"}[state];
    const wrong = state === "failed" || state === "refused";
    return h("li", {key: item.key, className: "@ROW", "data-state": state},
      h("div", {className: "flex flex-wrap items-center gap-x-3 gap-y-1"},
        h("span", {className: "min-w-0 flex-1 basis-40 truncate font-medium", title: file.name}, file.name),
        h("span", {className: wrong ? "text-danger" : "tabular text-muted-foreground"}, words + (wrong || state === "done" ? "" : " of " + hiveSize(file.size))),
        state === "failed" && small("Try again", file.name, () => change(item.key, {state: "waiting"})),
        (state === "waiting" || state === "sending") && small("Cancel", file.name, () => drop(item, file.name + " is cancelled.")),
        (wrong || state === "done") && small("Dismiss", file.name, () => drop(item, ""))),
      !wrong && state !== "done" && h("progress", {className: "usage-bar", max: 100, value: percent, "aria-label": "Upload of " + file.name}),
      wrong && h("p", {className: "text-xs text-muted-foreground"}, item.message + " ",
        item.upgrade && h("a", {href: item.upgrade, className: "@LINK"}, "See plans"),
        item.code && h("span", null, "Tell support this number: ", h("code", null, item.code))));
  };
  const zone = compact ? "@COMPACT" : "@ZONE";
  return h("div", {className: "grid grid-cols-1 gap-3", id},
    h("div", {
      className: zone, "data-over": over,
      onDragOver: (event) => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); setOver(true); } },
      onDragLeave: (event) => { if (!event.currentTarget.contains(event.relatedTarget)) setOver(false); },
      onDrop: (event) => { event.preventDefault(); setOver(false); add(hiveChosen(event.dataTransfer)); }},
      h("label", {className: "@BUTTON"}, label,
        h("input", {type: "file", ref: input, accept: accept || undefined, multiple, className: "sr-only", name: (id ?? "upload") + "-file",
          "aria-describedby": hint ? (id ?? "upload") + "-hint" : undefined,
          onChange: (event) => { add(Array.from(event.target.files, (file) => ({file, folder: false}))); event.target.value = ""; }})),
      !compact && h("p", {className: "text-[0.8125rem] text-muted-foreground"}, "or drop " + (multiple ? "files" : "a file") + " here"),
      hint && h("p", {id: (id ?? "upload") + "-hint", className: "text-xs text-muted-foreground"}, hint)),
    items.length > 0 && h("ul", {className: "grid grid-cols-1 gap-2", "aria-label": "Uploads"}, items.map(row)),
    h("p", {role: "status", className: "sr-only"}, said));
}
"""
_ZONE = (
    "grid place-items-center gap-2 rounded-lg border border-dashed border-control p-6 text-center transition-colors "
    "data-[over=true]:border-ring data-[over=true]:bg-muted"
)
_COMPACT = "grid justify-items-start gap-2 rounded-lg data-[over=true]:bg-muted"
_ROW = "grid grid-cols-1 gap-1.5 rounded-md border px-3 py-2 text-[0.8125rem]"
_BUTTON = "relative cursor-pointer focus-within:ring-3 focus-within:ring-ring/40 focus-within:outline-2 focus-within:outline-ring"


class Upload(ClientComponent):
    """The zone, what is on its way, and what became of it."""

    tag = "HiveUpload"
    javascript = (
        SEND,
        with_classes(
            UPLOAD,
            ZONE=_ZONE,
            COMPACT=_COMPACT,
            ROW=_ROW,
            BUTTON=button_class("secondary", "sm", _BUTTON),
            SMALL=button_class("ghost", "sm"),
            LINK="font-medium text-foreground underline underline-offset-4",
        ),
    )
    uses = {"react": ["createElement", "useEffect", "useRef", "useState"]}

    action: rx.Var[str]
    accept: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    multiple: rx.Var[bool]
    largest: rx.Var[int]
    upgrade: rx.Var[str]
    compact: rx.Var[bool]
    on_uploaded: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def upload(
    action: Text,
    *,
    upload_id: str,
    label: str = "Choose files",
    accept: str = "",
    hint: Text = "",
    multiple: Flag = True,
    largest: Any = 0,
    upgrade: Text = "",
    compact: bool = False,
    on_uploaded: Any = None,
) -> rx.Component:
    """Send each chosen file to `action`, a route with `uploads_up_to(…)` that answers with an `id`, which `on_uploaded` gets.

    `accept` is what the browser offers first (`.pdf,.docx`); the server decides. `largest` is in bytes, 0 for any size: a
    larger file is refused here, with a link to `upgrade`. `compact` is a button that takes drops, for one picture.
    """
    events = {"on_uploaded": on_uploaded} if on_uploaded is not None else {}
    return Upload.create(
        id=upload_id, action=action, label=label, accept=accept, hint=hint, multiple=multiple, largest=largest,
        upgrade=upgrade, compact=compact, **events,
    )  # fmt: skip
