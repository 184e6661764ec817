"""Which model it is, and how much of it this machine can bear."""

MODEL = "SmolLM2-135M-Instruct"
ANSWERS_AT_ONCE = 2
CONTEXT_TOKENS = 2048  # prompt and answer together, for each answer in the making
MOST_OUTPUT_TOKENS = 160  # what it says after that is worse still
