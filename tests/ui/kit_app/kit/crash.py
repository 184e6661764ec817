import reflex as rx


def crash() -> rx.Component:
    return rx.el.main(rx.el.h1(rx.Var("(() => { throw new Error('a secret of the inside'); })()")))
