// What a reader guessed, kept on this device only. Where a browser refuses, or keeps nonsense, the page works without.
class Memory {
  constructor(figure, question) {
    this.key = `modelcollapse guess ${location.pathname}#${figure.id}`;
    this.question = question;
  }

  // The guess, null of who looked without one, undefined where nothing is known of this question.
  recall(allowed) {
    try {
      const { question, guess } = JSON.parse(localStorage.getItem(this.key)) ?? {};
      if (question === this.question && (guess === null || allowed(guess))) return guess;
    } catch { /* nothing is known */ }
    return undefined;
  }

  keep(guess) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ question: this.question, guess }));
    } catch { /* it lasts as long as the page */ }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch { /* nothing was kept */ }
  }
}
