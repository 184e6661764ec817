"""What both kinds of form do in the browser: show errors beside fields, clear them, focus the first wrong field.

Fields are found by the ids that `field` gives: `#{form}-{name}` and `#{form}-{name}-error`.
"""

FORM_ERRORS = r"""
const hiveField = (form, name) => document.getElementById(form.id + "-" + name);
const hiveShowErrors = (form, fields) => {
  const stray = [];
  const wrong = [];
  for (const [name, message] of Object.entries(fields)) {
    const control = hiveField(form, name);
    const place = document.getElementById(form.id + "-" + name + "-error");
    if (!control || !place) { stray.push(message); continue; }
    const hidden = form.querySelector('[data-reveal="' + CSS.escape(name) + '"]');
    if (hidden) hidden.hidden = false;
    place.textContent = message;
    control.setAttribute("aria-invalid", "true");
    wrong.push(control);
  }
  wrong.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  if (wrong[0]) { wrong[0].focus(); if (wrong[0].select) wrong[0].select(); }
  return stray;
};
const hiveClearErrors = (form) => {
  for (const control of form.querySelectorAll('[aria-invalid="true"]')) control.removeAttribute("aria-invalid");
  for (const place of form.querySelectorAll('[id$="-error"]')) if (place.id.startsWith(form.id + "-")) place.textContent = "";
};
const hiveInvalid = (form) => {
  const fields = {};
  for (const control of form.elements)
    if (control.name && control.willValidate && control.checkVisibility() && !control.validity.valid) fields[control.name] ??= control.validationMessage;
  return fields;
};
"""
