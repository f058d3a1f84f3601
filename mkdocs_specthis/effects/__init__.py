"""Every side effect, and no policy: files, ledgers, git, processes."""
