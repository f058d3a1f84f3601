# Joins the days of each load, in the order of loads, and writes one table per measure beside the JSON.
set -eu
folder=out/Table.by_load
mkdir -p "$folder"
rows=$(for load in 50 55 60 65 70 75 80 85 90 95; do
    cat out/queue-$load-*/queue.json | tr -d ' ,"' | awk -F: -v percent="$load" '
        $1 == "mean_wait_hundredths" { mean += $2; days++ }
        $1 == "waited" { waited += $2 }
        $1 == "longest_wait" && $2 > longest { longest = $2 }
        END { printf "%d %d %d %d\n", percent, (mean - mean % days) / days, (waited - waited % days) / days, longest }'
done)
column() {
    echo "load,$1" >"$folder/$1.csv"
    echo "$rows" | awk -v column="$2" '{ print $1 "," $column }' >>"$folder/$1.csv"
}
column mean_wait 2
column waited 3
column longest_wait 4
echo "$rows" | awk '
    BEGIN { printf "{\n  \"rows\": [" }
    { printf "%s\n    {\"load\": %d, \"mean_wait_hundredths\": %d, \"waited\": %d, \"longest_wait\": %d}", comma, $1, $2, $3, $4; comma = "," }
    END { printf "\n  ],\n  \"loads\": %d\n}\n", NR }' >"$folder/table.json"
