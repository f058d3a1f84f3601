"""Where commands run. An engine is a `concurrent.futures.Executor` and knows no graph."""
