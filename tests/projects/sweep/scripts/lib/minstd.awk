# The minimal standard generator of Park and Miller. No product passes 2^46, so doubles hold every step exactly.
function start(seed, turn) {
    state = seed * 7919 + 1
    for (turn = 0; turn < 20; turn++) draw(2)
}

# A whole number from 1 to most.
function draw(most) {
    state = (state * 16807) % 2147483647
    return 1 + state % most
}
