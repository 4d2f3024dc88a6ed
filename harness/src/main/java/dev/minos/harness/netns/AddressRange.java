package dev.minos.harness.netns;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Collections;

/**
 * One of the {@value #COUNT} parts of 198.18.0.0/15, which are kept for tests of networks (RFC 2544) and so are nobody's address
 * elsewhere. Immutable.
 *
 * @param number which one, from 0
 */
record AddressRange(int number) {
    static final int COUNT = 128;

    /** What all of them are part of. */
    static final String ALL = "198.18.0.0/15";

    /** How many bits the addresses of a range have in common: it has room for the most clients that a config names, and two more. */
    static final int PREFIX_BITS = 22;

    private static final int FIRST = (198 << 24) | (18 << 16);

    /** Returns an address of the range, from 1 to 1022. */
    InetAddress address(int host) {
        int bits = FIRST + (number << (Integer.SIZE - PREFIX_BITS)) + host;
        try {
            return InetAddress.getByAddress(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bits).array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** Returns whether an interface of this machine is in the range, or in a network of which the range is a part. */
    boolean isInUse() throws IOException {
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InterfaceAddress address : each.getInterfaceAddresses()) {
                if (overlaps(address.getAddress(), address.getNetworkPrefixLength())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns whether a network, given by an address in it, has addresses in common with this range. */
    boolean overlaps(InetAddress network, int prefixBits) {
        if (!(network instanceof Inet4Address)) {
            return false;
        }
        int common = Math.min(prefixBits, PREFIX_BITS);
        long apart = bits(network) ^ bits(address(0));
        return apart >>> (Integer.SIZE - common) == 0;
    }

    private static long bits(InetAddress address) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(address.getAddress()).getInt());
    }
}
