"""What is written to each responsible office: a report upwards, a letter to a peer, a notice to many. 致各单位公文。"""

from .letters import finish_letters, letter_title, letters, open_letters

__all__ = ["finish_letters", "letter_title", "letters", "open_letters"]
