"""What happens in the browser alone: an address made while a name is typed, and remembering the last organization."""

from typing import ClassVar

import reflex as rx

from hiveforge.features.organizations.schemas import LONGEST_SLUG
from hiveforge.ui.base import ClientComponent

_PLACE = 'const HIVE_PLACE = "hive-place";'
REMEMBER = r"""
function HiveRememberPlace({slug}) {
  useEffect(() => { if (slug) localStorage.setItem(HIVE_PLACE, slug); }, [slug]);
  return null;
}
"""
ARRIVE = r"""
function HiveArrive({onArrive}) {
  useEffect(() => { onArrive(localStorage.getItem(HIVE_PLACE) ?? ""); }, []);
  return null;
}
"""
SUGGEST = r"""
const hiveSlug = (name) => name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
  .replace(/ß/g, "ss").replace(/æ/g, "ae").replace(/ø/g, "o").replace(/đ/g, "d").replace(/ł/g, "l").replace(/œ/g, "oe").replace(/þ/g, "th")
  .replace(/[^a-z0-9]+/g, "-").slice(0, @LONGEST).replace(/^-+|-+$/g, "");
function HiveSuggestSlug({source, target}) {
  useEffect(() => {
    const name = document.getElementById(source);
    const slug = document.getElementById(target);
    let own = false;  // somebody has typed an address of their own
    const onSlug = () => { own = slug.value !== ""; };
    const onName = () => { if (!own) slug.value = hiveSlug(name.value); };
    name.addEventListener("input", onName);
    slug.addEventListener("input", onSlug);
    return () => { name.removeEventListener("input", onName); slug.removeEventListener("input", onSlug); };
  }, [source, target]);
  return null;
}
""".replace("@LONGEST", str(LONGEST_SLUG - 4))


class RememberPlace(ClientComponent):
    """Keeps the organization that was open last, for the next time somebody signs in here."""

    tag = "HiveRememberPlace"
    javascript = (_PLACE, REMEMBER)
    uses: ClassVar = {"react": ["useEffect"]}

    slug: rx.Var[str]


class Arrive(ClientComponent):
    """Says once which organization was open last in this browser."""

    tag = "HiveArrive"
    javascript = (_PLACE, ARRIVE)
    uses: ClassVar = {"react": ["useEffect"]}

    on_arrive: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class SuggestSlug(ClientComponent):
    """Fills the address while the name is typed, until somebody types an address themselves."""

    tag = "HiveSuggestSlug"
    javascript = (SUGGEST,)
    uses: ClassVar = {"react": ["useEffect"]}

    source: rx.Var[str]
    target: rx.Var[str]
