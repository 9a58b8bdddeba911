"""Names of the stories, apart from their code so that `--help` needs nothing else."""

STORIES = ("hygiene", "benchmark")
