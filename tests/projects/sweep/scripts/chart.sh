# A bar for each load, as a picture and as a table for a paper that does not exist yet.
set -eu
mkdir -p exhibits/waits
tail -n +2 out/Table.by_load/mean_wait.csv | awk -F, '
    BEGIN { print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"420\" height=\"200\">" }
    { height = $2 / 280; height -= height % 1; if (height > 190) height = 190
      printf "  <rect x=\"%d\" y=\"%d\" width=\"30\" height=\"%d\"/>\n", 40 * NR - 30, 200 - height, height }
    END { print "</svg>" }' >exhibits/waits/waits.svg
tail -n +2 out/Table.by_load/mean_wait.csv | awk -F, '
    BEGIN { print "\\begin{tabular}{rr}\nload & wait \\\\" }
    { printf "%d & %d.%02d \\\\\n", $1, ($2 - $2 % 100) / 100, $2 % 100 }
    END { print "\\end{tabular}" }' >exhibits/waits/waits.tex
