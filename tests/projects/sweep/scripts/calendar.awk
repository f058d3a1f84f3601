# Arrivals by hour over the counted days, and how many holidays the year has.
FILENAME ~ /arrivals/ { hour[$1] += $2; if (FILENAME != last) { days++; last = FILENAME } next }
{ holidays++ }
END {
    printf "{\n  \"days\": %d,\n  \"holidays\": %d,\n  \"hours\": {", days, holidays
    for (h = 9; h <= 12; h++) { printf "%s\"%d\": %d", comma, h, hour[h]; comma = ", " }
    printf "}\n}\n"
}
