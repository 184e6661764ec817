"""How an answer can fail, the same for every vendor. None of them carries a key, a prompt or a vendor's own words."""

from hiveforge.core.errors import AppError, Unavailable


class LlmError(AppError):
    """All of the below. `reason` is for the log: the vendor's status and codes."""

    reason: str = ""


class ModelBusy(LlmError, Unavailable):
    """The vendor asks us to wait, `retry_after` seconds if it says how long."""

    code, message = "model_busy", "The AI model is busy. Try again in a minute."


class ModelUnavailable(LlmError, Unavailable):
    """The vendor fails, is silent, breaks off or answers nonsense."""

    code, message = "model_unavailable", "The AI model does not answer. Try again in a minute."


class ModelMisconfigured(LlmError, Unavailable):
    """Key, account, model name or parameters are refused. Those who run the site have been told."""

    code, message = (
        "model_misconfigured",
        "The AI model is not set up correctly. Those who run this site have been told.",
    )


class NoModel(LlmError, Unavailable):
    """No vendor has a key, and the demo model is not here either; or, for `embed`, nobody offers embeddings."""

    code, message = "no_model", "No AI model is set up."


class AnswerRefused(LlmError):
    """The vendor's content filter, or the model itself, declines. Text that came before it is not to be kept."""

    status, code, message = 422, "answer_refused", "The AI model declined to answer this. Ask in another way."


class PromptTooLong(LlmError):
    status, code, message = 422, "prompt_too_long", "This is too long for the AI model. Shorten it, or start anew."
