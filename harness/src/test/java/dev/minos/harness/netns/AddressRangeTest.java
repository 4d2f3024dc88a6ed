package dev.minos.harness.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangeTest {
    @Test
    void dividesWhatIsKeptForTests() {
        assertThat(new AddressRange(0).address(1).getHostAddress()).isEqualTo("198.18.0.1");
        assertThat(new AddressRange(1).address(258).getHostAddress()).isEqualTo("198.18.5.2");
        assertThat(new AddressRange(AddressRange.COUNT - 1).address(1022).getHostAddress())
                .isEqualTo("198.19.255.254");
    }

    @ParameterizedTest
    @CsvSource({
        "198.18.4.1, 22, true",
        "198.18.7.255, 32, true",
        "198.18.8.1, 22, false",
        "198.18.3.255, 24, false",
        "198.18.0.1, 16, true",
        "198.19.0.1, 16, false",
        "10.0.0.1, 8, false",
        "10.0.0.1, 0, true",
        "::1, 128, false",
    })
    void keepsAwayFromNetworksThatAreThereAlready(String address, int prefixBits, boolean overlaps) throws Exception {
        assertThat(new AddressRange(1).overlaps(InetAddress.getByName(address), prefixBits))
                .isEqualTo(overlaps);
    }

    @Test
    void looksAtTheInterfacesOfThisMachine() throws Exception {
        assertThat(new AddressRange(0).overlaps(InetAddress.getLoopbackAddress(), 8))
                .isFalse();
        for (int i = 0; i < AddressRange.COUNT; i++) {
            new AddressRange(i).isInUse(); // whatever it finds
        }
    }
}
