"""What can go wrong between a person and their account, in words that give nobody away."""

from hiveforge.core.errors import Conflict, Invalid


class WrongCredentials(Invalid):
    """One message for an unknown address, a wrong password and an account without one."""

    status, code, message = 401, "wrong_credentials", "That email address and password do not belong together."
    param = "password"


class WrongPassword(Invalid):
    code, message = "wrong_password", "That is not your current password."


class WrongCode(Invalid):
    code, message = "wrong_code", "That code is not right."


class CodeExpired(Invalid):
    """Too old, replaced by a newer one, or never sent: the three look the same."""

    code, message = "code_expired", "That code is no longer valid. Ask for a new one."


class CodeUsed(Conflict):
    code, message = "code_used", "That code has been used already. Sign in, or ask for a new one."


class CodeGuessed(Invalid):
    code, message = "code_guessed", "That was one wrong code too many. Ask for a new one."


class OtherBrowser(Invalid):
    """A sign-in code typed in a browser that did not ask for it: somebody may have been talked into reading it out."""

    code = "other_browser"
    message = "You asked for this code in another browser. Use it there, or ask for a new one here."


class PasswordNeeded(Invalid):
    """The code is right, but came back in another browser than the one that signed up."""

    code = "password_needed"
    message = "You signed up in another browser. Enter the password you chose there."


class EmailTaken(Conflict):
    code = "email_taken"
    message = "There is an account with this email address already. Sign in instead."
    constraint = "uq_users_email"
