"""The search field of a list: writes `?q=` a moment after the last keystroke."""

import reflex as rx

from .base import ClientComponent
from .field import INPUT
from .query import PARAMS

SEARCH = r"""
function HiveSearchInput({name, label, className}) {
  const [params, change] = useHiveParams();
  const current = params.get(name) ?? "";
  const [text, setText] = useState("");
  const sent = useRef("");
  const timer = useRef();
  useEffect(() => { if (current !== sent.current) { sent.current = current; setText(current); } }, [current]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (value) => { sent.current = value; change({[name]: value}, true); };
  const onChange = (event) => {
    const value = event.target.value;
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => send(value.trim()), 250);
  };
  const onKeyDown = (event) => {
    if (event.key === "Enter") { clearTimeout(timer.current); send(text.trim()); }
    if (event.key === "Escape" && text) { clearTimeout(timer.current); setText(""); send(""); }
  };
  return createElement("input", {type: "search", name, value: text, onChange, onKeyDown, "aria-label": label, placeholder: label, className, autoComplete: "off", spellCheck: false});
}
"""


class SearchInput(ClientComponent):
    """The input itself."""

    tag = "HiveSearchInput"
    javascript = (PARAMS, SEARCH)
    uses = {
        "react": ["createElement", "useEffect", "useRef", "useState"],
        "react-router": ["useSearchParams"],
    }

    name: rx.Var[str]
    label: rx.Var[str]


def search_input(label: str, *, name: str = "q") -> rx.Component:
    """`label` says what is searched: "Search members". Enter searches at once, Escape clears."""
    return rx.el.div(
        rx.icon(
            "search", size=15, aria_hidden="true",
            class_name="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-muted-foreground",
        ),
        SearchInput.create(name=name, label=label, class_name=f"{INPUT} pl-9 [&::-webkit-search-cancel-button]:hidden"),
        class_name="relative min-w-40 flex-1 sm:max-w-72",
    )  # fmt: skip
