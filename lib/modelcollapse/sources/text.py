"""Real prose: Python's own documentation, or any text of yours."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse import _words as words

SHORTEST, LONGEST = 2, 40
"""A sentence has at least and at most so many words; shorter and longer ones are left out."""
ENOUGH = 100
"""Sentences below which a text is refused: a model of fewer would only repeat them."""
SUFFIXES = (".txt", ".md", ".rst", ".tex")
"""What is read when the path is a folder."""


class Text:
    """Sentences that somebody wrote. Draws are without replacement: nobody writes the same sentence twice.

    Attributes
    ----------
    sentences_
        array of strings, words separated by spaces.
    vocabulary_
        sorted list of the different words.

    Examples
    --------
    >>> text = Text(["a b c", "a c b", "b a c"], name="three")
    >>> text.vocabulary_, text.sample((2, 3), rng=0).shape
    (['a', 'b', 'c'], (2, 3))
    """

    def __init__(self, sentences, *, name: str = "text"):
        self.sentences_ = words.sentences("sentences", sentences).ravel().astype(object)
        self.name = name
        self.vocabulary_ = sorted(set(words.split(self.sentences_)[0]))

    def __repr__(self) -> str:
        return f"Text({self.name!r}, {len(self.sentences_):,} sentences, {len(self.vocabulary_):,} words)"

    def __len__(self) -> int:
        return len(self.sentences_)

    def sample(self, size, *, rng=None) -> np.ndarray:
        """Draw different sentences, an array of strings of shape ``size``.

        Raises
        ------
        ValueError
            if the last entry of ``size`` exceeds the number of sentences.
        """
        *leading, n = valid.shape("size", size)
        if n > len(self):
            raise valid.refuse("size", n, f"at most {len(self):,}, the number of sentences of {self.name}")
        order = valid.generator(rng).random((*leading, len(self))).argsort(axis=-1)
        return self.sentences_[order[..., :n]]

    def hold_out(self, n: int, *, rng=None) -> tuple[Text, np.ndarray]:
        """Return the text without ``n`` random sentences, and those sentences; the vocabulary stays that of all."""
        n = valid.integer("n", n, minimum=1)
        if n >= len(self):
            raise valid.refuse("n", n, f"less than {len(self):,}, the number of sentences of {self.name}")
        order = valid.generator(rng).permutation(len(self))
        rest = Text(self.sentences_[np.sort(order[n:])], name=self.name)
        rest.vocabulary_ = self.vocabulary_
        return rest, self.sentences_[order[:n]]


def python_documentation() -> Text:
    """Return the help texts that ship with every Python: about 3,000 sentences by many people. No download.

    Other versions of Python have slightly other texts.
    """
    from pydoc_data.topics import topics

    return Text(to_sentences("\n\n".join(topics[name] for name in sorted(topics))), name="Python documentation")


def own_text(path, *, encoding: str = "utf-8") -> Text:
    """Return your own text: a file of any name, or all ``.txt``, ``.md``, ``.rst`` and ``.tex`` files of a folder.

    Parameters
    ----------
    path
        a file, or a folder that is searched with its subfolders.
    encoding
        how the files are encoded, if not in UTF-8.

    Raises
    ------
    ValueError
        if there is nothing at ``path``, a file is not text in that encoding, or there are fewer than 100 sentences. The
        message says which file, and what to do.
    """
    path = Path(path).expanduser()
    if not path.exists():
        raise valid.refuse("path", str(path), f"a file or folder that exists (the current folder is {Path.cwd()})")
    files = [path] if path.is_file() else sorted(f for f in path.rglob("*") if f.suffix.lower() in SUFFIXES)
    if not files:
        raise valid.refuse("path", str(path), f"a folder with at least one {', '.join(SUFFIXES)} file")
    sentences = to_sentences("\n\n".join(_read(file, encoding) for file in files))
    if len(sentences) < ENOUGH:
        found = f"{len(sentences)} sentences in {path}"
        raise valid.refuse("path", found, f"a text of at least {ENOUGH} sentences of {SHORTEST} to {LONGEST} words")
    return Text(sentences, name=path.name)


def _read(file, encoding):
    raw = file.read_bytes()
    if not raw.strip():
        raise valid.refuse("path", str(file), "a file with text in it; this one is empty")
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise valid.refuse("path", str(file), "text in UTF-8; this looks like UTF-16, so pass encoding='utf-16'")
        if b"\0" in raw:
            raise valid.refuse("path", str(file), "a text file; this one is binary (it holds zero bytes)")
        encoding = "utf-8-sig"  # a byte order mark is not a word
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        allowed = f"text in {encoding.removesuffix('-sig')}; byte {error.start} is not, so try encoding='latin-1'"
        raise valid.refuse("path", str(file), allowed) from error
    except LookupError as error:
        raise valid.refuse(
            "encoding", encoding, "an encoding that Python knows, such as 'utf-8' or 'latin-1'"
        ) from error


def to_sentences(text: str) -> list[str]:
    """Cut a text into sentences of lower-case words and punctuation marks separated by spaces.

    A paragraph ends at an empty line, a sentence at ``.``, ``!`` or ``?`` before a space. Tables, code and headings
    are mostly left out: at least 60% of a sentence must be words.

    Examples
    --------
    >>> to_sentences("It's raining.  Shall we go\\n(or not)?\\n\\nTitle")
    ["it's raining", 'shall we go ( or not ) ?']
    """
    found = []
    for paragraph in re.split(r"\n\s*\n", text):
        for sentence in re.findall(r"[^\s].*?[.!?]+(?=[\"')\]]*(?:\s|$))", " ".join(paragraph.split())):
            tokens = re.findall(r"\w+(?:['’]\w+)*|[^\w\s]", sentence.lower())
            tokens = tokens[:-1] if tokens[-1] == "." else tokens
            plain = sum(token[0].isalpha() for token in tokens)
            if SHORTEST <= len(tokens) <= LONGEST and 5 * plain >= 3 * len(tokens):
                found.append(" ".join(tokens))
    return found
