import json, pathlib, sys
count = json.loads(pathlib.Path("results/clean/clean.json").read_text())["count"]
pathlib.Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
pathlib.Path(sys.argv[1]).write_text(json.dumps({"fit": count * int(sys.argv[2])}))
