# Where the mean wait first passes twice that of the load before. No command line: it knows where it writes.
BEGIN {
    table = "out/Table.by_load/mean_wait.csv"
    getline line < table
    knee = 0
    while ((getline line < table) > 0) {
        split(line, cell, ",")
        if (before > 0 && !knee && cell[2] > 2 * before) knee = cell[1]
        before = cell[2]
    }
    system("mkdir -p out/knee")
    printf "{\n  \"knee\": %d\n}\n", knee > "out/knee/knee.json"
}
