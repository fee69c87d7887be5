"""The training room: from pairs of sentences to the bundled model, each step a command."""
