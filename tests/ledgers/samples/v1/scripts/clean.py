import json, pathlib, sys
count = len(pathlib.Path("data/raw.txt").read_text().splitlines())
pathlib.Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
pathlib.Path(sys.argv[1]).write_text(json.dumps({"count": count}))
