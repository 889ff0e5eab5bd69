"""A small GPT: what a large language model is, at a ten-thousandth of its size. Needs torch."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse import _words as words
from modelcollapse.models.training import one_thread, seeded, train
from modelcollapse.samplers import Context, applied, window

try:
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError as error:  # pragma: no cover
    raise ImportError("the transformer needs PyTorch: make torch, or pip install torch", name="torch") from error


class Attention(nn.Module):
    """Every word looks back at the words before it and takes from each what it finds useful."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.project = nn.Linear(width, 3 * width)
        self.mix = nn.Linear(width, width)

    def forward(self, x):
        batch, length, width = x.shape
        # query: what a word looks for; key: what it offers to be found by; value: what it hands over
        query, key, value = (
            part.view(batch, length, self.heads, width // self.heads).transpose(1, 2)
            for part in self.project(x).chunk(3, dim=-1)
        )
        found = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.mix(found.transpose(1, 2).reshape(batch, length, width))


class Block(nn.Module):
    """Attention moves information between words; the perceptron then works on each word alone."""

    def __init__(self, width, heads):
        super().__init__()
        self.attention = Attention(width, heads)
        self.perceptron = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])

    def forward(self, x):
        x = x + self.attention(self.norms[0](x))
        return x + self.perceptron(self.norms[1](x))


class Network(nn.Module):
    """Word numbers of shape (batch, length) to scores of the word after each ``wanted`` one: (m, n_words)."""

    def __init__(self, n_words, context, width, layers, heads):
        super().__init__()
        self.word = nn.Embedding(n_words, width)
        self.position = nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.norm = nn.LayerNorm(width)
        for name, parameter in self.named_parameters():
            if parameter.dim() > 1:
                # What each block adds to the stream is scaled down, so that depth does not make it explode.
                writes = name.endswith(("mix.weight", "perceptron.2.weight"))
                nn.init.normal_(parameter, std=0.02 / math.sqrt(2 * layers) if writes else 0.02)

    def forward(self, words, wanted):
        x = self.word(words) + self.position.weight[: words.shape[1]]
        # The same table reads words in and scores words out: half the parameters, and better at this size.
        return self.norm(self.blocks(x)[wanted]) @ self.word.weight.T


class TransformerModel:
    """A decoder-only transformer over whole words, trained anew at every fit.

    Parameters
    ----------
    vocabulary
        every word that can occur.
    width, layers, heads
        size of the network. The defaults have about 10⁵ parameters with the vocabulary of the birds.
    context
        longest sentence in words, its end included; longer ones are cut.
    steps, batch_size, learning_rate
        of the training, see `modelcollapse.models.training.train`. More data do not mean more steps: every fit has the
        same compute budget, unless ``epochs`` is given.
    epochs
        passes over the data, in place of ``steps``: twice the data, twice the steps.
    start
        a fitted model of this size and vocabulary, such as one trained on more text: every fit begins with its weights
        in place of new ones. It is not changed.
    sampler
        how to speak: a function from log-probabilities to log-probabilities, see `modelcollapse.samplers`.
    device
        ``"cpu"``, ``"cuda"``, …; None takes a GPU if there is one.

    Attributes
    ----------
    network_
        the trained `Network`.
    losses_
        array of training losses, nats a word, one a step.

    Examples
    --------
    >>> model = TransformerModel(["a", "b", "c"], width=16, layers=1, heads=2, context=4, steps=60, device="cpu")
    >>> model.fit(["a b", "a c"] * 50, rng=0).sample(4, rng=0).shape
    (4,)
    """

    def __init__(
        self,
        vocabulary: Iterable[str],
        *,
        width: int = 64,
        layers: int = 2,
        heads: int = 4,
        context: int = 32,
        steps: int = 300,
        batch_size: int = 64,
        learning_rate: float = 6e-3,
        epochs: float | None = None,
        start: TransformerModel | None = None,
        sampler: Callable[[np.ndarray], np.ndarray] | None = None,
        device: str | None = None,
    ):
        self.vocabulary = list(dict.fromkeys(vocabulary))
        for name, value in {"width": width, "layers": layers, "heads": heads, "steps": steps}.items():
            setattr(self, name, valid.integer(name, value, minimum=1))
        self.context = valid.integer("context", context, minimum=2)
        self.batch_size = valid.integer("batch_size", batch_size, minimum=1)
        self.learning_rate = valid.number("learning_rate", learning_rate, low=0, include_low=False)
        if width % heads:
            raise valid.refuse("width", width, f"a multiple of heads={heads}")
        self.epochs = None if epochs is None else valid.number("epochs", epochs, low=0, include_low=False)
        if sampler is not None and not callable(sampler):
            raise valid.refuse("sampler", sampler, "a function from log-probabilities to log-probabilities, or None")
        self.sampler = sampler
        self.device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        # The end of a sentence is also what the first word follows.
        self._end = len(self.vocabulary)
        self._index = {word: i for i, word in enumerate(self.vocabulary)}
        self.start = self._checked_start(start)

    def _checked_start(self, start):
        """Return ``start`` if its weights fit this network."""
        if start is None:
            return None
        sizes = ("vocabulary", "width", "layers", "heads", "context")
        if not hasattr(start, "network_") or any(getattr(start, size) != getattr(self, size) for size in sizes):
            raise valid.refuse("start", start, f"a fitted TransformerModel with the same {', '.join(sizes)}")
        return start

    def __repr__(self) -> str:
        budget = "steps" if self.epochs is None else "epochs"
        shown = ["width", "layers", "heads", "context", budget, "batch_size", "learning_rate", "sampler"]
        shown += [] if self.start is None else ["start"]
        settings = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"TransformerModel({len(self.vocabulary)} words, {settings})"

    @property
    def n_parameters(self) -> int:
        """Number of trained weights."""
        return sum(parameter.numel() for parameter in self._new_network().parameters())

    def _new_network(self):
        return Network(self._end + 1, self.context, self.width, self.layers, self.heads)

    def fit(self, X, *, rng=None) -> TransformerModel:
        """Train a network on ``X``, sentences of shape (n,).

        Raises
        ------
        ValueError
            if ``X`` is not a list or array of sentences, or holds a word that ``vocabulary`` does not.
        """
        data, rng = torch.as_tensor(self._table(X), device=self.device), valid.generator(rng)
        with seeded(rng):
            self.network_ = self._new_network().to(self.device)
        if self.start is not None:
            self.network_.load_state_dict(self.start.network_.state_dict())
        self.losses_ = train(
            self.network_.parameters(),
            lambda rows: self._loss(data[rows]).mean(),
            n=len(data),
            steps=self.steps if self.epochs is None else max(1, round(self.epochs * len(data) / self.batch_size)),
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            rng=rng,
        )
        return self

    def _table(self, X):
        """Sentences as rows of word numbers, each followed by its end and then by -1."""
        X = words.sentences("X", X).ravel()
        ids, lengths = words.encode(X, self._index, -1)
        if (ids < 0).any():
            foreign = next(word for word in words.split(X)[0] if word not in self._index)
            raise valid.refuse("X", foreign, "made of words of the vocabulary (the first other word is shown)")
        kept = np.minimum(lengths, self.context - 1)
        table = np.full((len(X), int(kept.max()) + 1), -1)
        row = np.repeat(np.arange(len(X)), lengths)
        column = np.arange(len(ids)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        inside = column < self.context - 1
        table[row[inside], column[inside]] = ids[inside]
        table[np.arange(len(X)), kept] = self._end
        return table

    def _loss(self, batch):
        """Log-loss of every word and end in ``batch``, flat, in the order of the sentences."""
        real = batch >= 0
        longest = int(real.sum(dim=1).max())
        batch, real = batch[:, :longest], real[:, :longest]
        start = torch.full_like(batch[:, :1], self._end)
        scores = self.network_(torch.cat([start, batch[:, :-1].clamp(min=0)], dim=1), real)
        return functional.cross_entropy(scores, batch[real], reduction="none")

    @one_thread()
    @torch.no_grad()
    def token_log_probabilities(self, sentences) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the log-probability of every word and end of sentence, in one flat array.

        Returns
        -------
        tuple
            (log-probabilities, number of the sentence, number of the word), three arrays of one length.
        """
        table = self._table(sentences)
        parts = [self._loss(part) for part in torch.as_tensor(table, device=self.device).split(1000)]
        sentence, position = np.nonzero(table >= 0)
        return -torch.cat(parts).cpu().numpy().astype(float), sentence, table[sentence, position]

    def log_probability(self, sentences) -> np.ndarray:
        """Return the log-probability of each sentence, with its end, shape of ``sentences``."""
        texts = words.sentences("sentences", sentences)
        logs, sentence, _ = self.token_log_probabilities(texts)
        return np.bincount(sentence, logs, minlength=texts.size).reshape(texts.shape)

    @one_thread()
    @torch.no_grad()
    def sample(self, n: int, *, rng=None) -> np.ndarray:
        """Draw ``n`` sentences, an array of strings of shape (n,)."""
        n, rng = valid.integer("n", n, minimum=1), valid.generator(rng)
        spoken = np.full((n, self.context), self._end)  # the first column is the end of the sentence before
        active = np.arange(n)
        codes = words.codes([*self.vocabulary, words.END])
        for step in range(1, self.context):
            history = torch.as_tensor(spoken[active, :step], device=self.device)
            last = torch.zeros_like(history, dtype=torch.bool)
            last[:, -1] = True
            parts = zip(history.split(1000), last.split(1000), strict=True)
            scores = torch.cat([self.network_(*part) for part in parts])
            logs = torch.log_softmax(scores.double(), dim=-1).cpu().numpy()
            if self.sampler is not None:
                logs = applied(self.sampler, logs, Context(self._before(spoken[active, :step], codes), codes))
            edges = np.cumsum(np.exp(logs), axis=1)
            u = rng.random((len(active), 1)) * edges[:, -1:]
            drawn = np.minimum((edges <= u).sum(axis=1), self._end)
            spoken[active, step] = drawn
            active = active[drawn != self._end]
            if len(active) == 0:
                break
        vocabulary = np.array([*self.vocabulary, ""], dtype=object)
        return words.as_texts([" ".join(vocabulary[row[row != self._end]]) for row in spoken])

    def _before(self, spoken, codes):
        """Codes of the last words, as many as the sampler sees, of sentences that stand behind a first column."""
        seen = window(self.sampler)
        begun = np.full((len(spoken), max(seen, 1)), words.codes([words.BEGINNING])[0])
        return np.concatenate([begun, codes[spoken[:, 1:]]], axis=1)[:, -max(seen, 1) :]
