# Lindley's recursion in whole ticks: who comes next waits max(0, wait + service - gap).
BEGIN {
    start(seed)
    for (n = 1; n <= customers; n++) {
        if (n > warmup) {
            seen++
            total += wait
            if (wait > 0) waited++
            if (wait > longest) longest = wait
        }
        wait += draw(2 * gap * percent / 100 - 1) - draw(2 * gap - 1)
        if (wait < 0) wait = 0
    }
    mean = (100 * total - (100 * total) % seen) / seen
    printf "{\n  \"load\": %d,\n  \"stream\": %d,\n", percent, seed
    printf "  \"seen\": %d,\n  \"waited\": %d,\n", seen, waited
    printf "  \"mean_wait_hundredths\": %d,\n  \"longest_wait\": %d\n}\n", mean, longest
}
