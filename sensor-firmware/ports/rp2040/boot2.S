// The second boot stage: the boot ROM copies these 256 bytes to RAM, checks the sum in their last
// word and runs them. They set the flash interface to the plain read command 03h, which every flash
// chip knows, at half the clock, and go on through the vector table behind them. RP2040
// datasheet, chapters "Bootrom" (flash second stage) and "SSI".
    .syntax unified
    .cpu cortex-m0plus
    .thumb
    .section .boot2, "ax"
boot2:
    ldr r3, =0x18000000     // SSI
    movs r1, #0
    str r1, [r3, #0x08]     // SSIENR: off while it is set up
    movs r1, #2
    str r1, [r3, #0x14]     // BAUDR
    ldr r1, =0x001F0300     // CTRLR0: one line, 32 bits a frame, EEPROM read
    str r1, [r3, #0x00]
    movs r1, #0
    str r1, [r3, #0x04]     // CTRLR1: one frame a read
    ldr r1, =0x03000218     // SPI_CTRLR0: command 03h of 8 bits, 24 bits of address
    ldr r0, =0x180000F4
    str r1, [r0]
    movs r1, #1
    str r1, [r3, #0x08]
    ldr r0, =0x10000100     // the vector table
    ldr r1, =0xE000ED08     // VTOR
    str r0, [r1]
    ldmia r0!, {r1, r2}     // stack, entry
    msr msp, r1
    bx r2
    .ltorg
    .org boot2 + 252
    .word BOOT2_CRC
