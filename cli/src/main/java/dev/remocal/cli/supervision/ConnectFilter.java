package dev.remocal.cli.supervision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The program that the kernel runs on each system call (seccomp(2)): connect(2) is for us, everything else passes. */
final class ConnectFilter {

    private static final short LOAD_WORD = 0x20;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short RETURN = 0x06;

    /** In struct seccomp_data. */
    private static final int NUMBER = 0;

    private static final int ARCHITECTURE = 4;

    private static final int USER_NOTIFICATION = 0x7fc00000;
    private static final int ALLOW = 0x7fff0000;

    /** Bytes of a struct sock_filter. */
    static final int INSTRUCTION_BYTES = 8;

    private ConnectFilter() {}

    /** Programs of 32 bits, which have other numbers, pass. */
    static byte[] program(Machine machine) {
        ByteBuffer program = ByteBuffer.allocate(6 * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
        instruction(program, LOAD_WORD, 0, 0, ARCHITECTURE);
        instruction(program, JUMP_IF_EQUAL, 0, 3, machine.audit());
        instruction(program, LOAD_WORD, 0, 0, NUMBER);
        instruction(program, JUMP_IF_EQUAL, 0, 1, SystemCall.CONNECT.number(machine));
        instruction(program, RETURN, 0, 0, USER_NOTIFICATION);
        instruction(program, RETURN, 0, 0, ALLOW);
        return program.array();
    }

    private static void instruction(ByteBuffer program, short code, int ifTrue, int ifFalse, int operand) {
        program.putShort(code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }
}
