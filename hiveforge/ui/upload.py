"""Files from a person's disk to one of our upload routes, several at once, each with its progress and what went wrong.

Files are chosen, or dropped on what the component is around. Nothing of them passes the websocket.
"""

from typing import Any

import reflex as rx

from .base import ClientComponent, Node, Text, announce_in_browser, with_classes
from .button import button_class
from .link import TEXT_LINK

UPLOAD = with_classes(
    r"""
function HiveUpload({children, name, address, accept}) {
  const picker = useRef(null);
  const target = useRef({});
  const waiting = useRef([]);
  const running = useRef(new Map());
  const inside = useRef(0);
  const [items, setItems] = useState([]);
  const [over, setOver] = useState(false);
  const [said, setSaid] = useState("");
  const change = (id, changes) => setItems((old) => old.map((item) => (item.id === id ? {...item, ...changes} : item)));
  const forget = (id) => setItems((old) => old.filter((item) => item.id !== id));
  const next = () => { while (running.current.size < 2 && waiting.current.length) send(waiting.current.shift()); };
  const send = (item) => {
    const request = new XMLHttpRequest();
    const ended = (error, upgrade) => {
      running.current.delete(item.id);
      if (error) { change(item.id, {error, upgrade}); setSaid(item.name + ": " + error); }
      else forget(item.id);
      next();
    };
    running.current.set(item.id, request);
    change(item.id, {error: "", sent: 0});
    request.upload.onprogress = (event) => change(item.id, {sent: event.total ? event.loaded / event.total : 0});
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) { setSaid(item.name + " is uploaded."); ended(); return; }
      let problem = {};
      try { problem = JSON.parse(request.responseText); } catch { /* not an answer of ours */ }
      ended(problem.title ?? "The server did not understand. Try again.", problem.upgrade_url);
    };
    request.onerror = () => ended("We could not reach the server. Check your connection and try again.");
    request.onabort = () => ended();
    request.open("POST", item.address + "?" + new URLSearchParams({name: item.name}));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Accept", "application/json");
    request.send(item.file);
  };
  const take = (files, to) => {
    const added = [...files].map((file) => ({id: crypto.randomUUID(), name: file.name, file, address: to, sent: 0, error: ""}));
    setItems((old) => [...old, ...added]);
    waiting.current.push(...added);
    next();
  };
  const stop = (item) => {
    waiting.current = waiting.current.filter((other) => other.id !== item.id);
    const request = running.current.get(item.id);
    if (request) request.abort();
    else forget(item.id);
  };
  const again = (item) => { change(item.id, {error: "", sent: 0}); waiting.current.push(item); next(); };
  useEffect(() => {
    const onChoose = (event) => {
      target.current = event.detail ?? {};
      picker.current.multiple = !target.current.path;
      picker.current.click();
    };
    const onLeave = (event) => { if (running.current.size) event.preventDefault(); };
    window.addEventListener("hive:upload:" + name, onChoose);
    window.addEventListener("beforeunload", onLeave);
    return () => { window.removeEventListener("hive:upload:" + name, onChoose); window.removeEventListener("beforeunload", onLeave); };
  }, [name]);
  const onPicked = (event) => { take(event.target.files, address + (target.current.path ?? "")); event.target.value = ""; };
  const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const drag = {
    onDragEnter: (event) => { if (holdsFiles(event)) { inside.current += 1; setOver(true); } },
    onDragLeave: (event) => { if (holdsFiles(event) && --inside.current <= 0) setOver(false); },
    onDragOver: (event) => { if (holdsFiles(event)) event.preventDefault(); },
    onDrop: (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      inside.current = 0;
      setOver(false);
      take(event.dataTransfer.files, address);
    },
  };
  const h = createElement;
  const line = (item) => h("li", {key: item.id, className: "grid gap-1.5 px-5 py-3"},
    h("div", {className: "flex items-center gap-3"},
      h("span", {className: "min-w-0 flex-1 truncate font-medium"}, item.name),
      item.error && h("button", {type: "button", className: "@BUTTON", onClick: () => again(item), "aria-label": "Try again: " + item.name}, "Try again"),
      h("button", {type: "button", className: "@BUTTON", onClick: () => stop(item), "aria-label": (item.error ? "Dismiss: " : "Cancel: ") + item.name}, item.error ? "Dismiss" : "Cancel")),
    item.error
      ? h("p", {className: "text-danger"}, item.error, item.upgrade && [" ", h(Link, {key: "plans", to: item.upgrade, className: "@LINK"}, "See plans")])
      : h("progress", {className: "upload-progress", value: item.sent, max: 1, "aria-label": "Upload of " + item.name}));
  return h("div", {...drag, "data-over": over || undefined, className: "@ZONE"},
    h("input", {ref: picker, type: "file", accept, hidden: true, onChange: onPicked, "aria-hidden": true, tabIndex: -1}),
    h("p", {className: "sr-only", role: "status"}, said),
    items.length > 0 && h("ul", {"aria-label": "Uploads", className: "@LIST"}, items.map(line)),
    children);
}
""",
    BUTTON=button_class("secondary", "sm"),
    LINK=TEXT_LINK,
    LIST="divide-y rounded-xl border bg-surface text-[0.8125rem] shadow-card",
    ZONE="grid gap-4 rounded-xl outline-offset-4 outline-ring data-over:outline-2 data-over:outline-dashed",
)


class Upload(ClientComponent):
    """Waits for `hive:upload:<name>`."""

    tag = "HiveUpload"
    javascript = (UPLOAD,)
    uses = {"react": ["createElement", "useEffect", "useRef", "useState"], "react-router": ["Link"]}

    name: rx.Var[str]
    address: rx.Var[str]
    accept: rx.Var[str]


def upload(*children: Node, name: str, address: Text, accept: str) -> rx.Component:
    """Around a list: files dropped on it are posted to `address`, with `?name=`. `accept` is what the file chooser shows."""
    return Upload.create(*children, name=name, address=address, accept=accept)


def choose_files(name: str, *, path: Text = "") -> Any:
    """For `on_click`: lets the person choose files. With `path` it is one file, for `address` + `path`."""
    return announce_in_browser(f"hive:upload:{name}", {"path": path})
