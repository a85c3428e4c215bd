package dev.aligner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private record Letter(int sender, int number) {}

    @Test
    void messagesComeOldestFirstAndOnce() {
        Mailbox<String> mailbox = new Mailbox<>();
        assertThat(mailbox.isEmpty()).isTrue();
        mailbox.send("a");
        mailbox.send("b");

        assertThat(mailbox.isEmpty()).isFalse();
        assertThat(mailbox.take()).containsExactly("a", "b");
        assertThat(mailbox.take()).isEmpty();
    }

    @Test
    void aClosedMailboxHandsOutTheRestAndRefuses() {
        Mailbox<String> mailbox = new Mailbox<>();
        mailbox.send("a");

        assertThat(mailbox.close()).containsExactly("a");
        assertThat(mailbox.send("b")).isFalse();
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(mailbox.take()).isEmpty();
        assertThat(mailbox.close()).isEmpty();
    }

    @Test
    void whatWasAcceptedIsReadOnceInEachSendersOrderAlsoWhenClosedMeanwhile() throws InterruptedException {
        Mailbox<Letter> mailbox = new Mailbox<>();
        Queue<Letter> accepted = new ConcurrentLinkedQueue<>();
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < 4; sender++) {
            int name = sender;
            senders.add(new Thread(() -> {
                for (int number = 0; number < 5_000; number++) {
                    Letter letter = new Letter(name, number);
                    if (!mailbox.send(letter)) {
                        return;
                    }
                    accepted.add(letter);
                }
            }));
        }
        senders.forEach(Thread::start);

        List<Letter> read = new ArrayList<>();
        while (read.size() < 4_000) {
            read.addAll(mailbox.take());
        }
        read.addAll(mailbox.close());
        for (Thread sender : senders) {
            sender.join(20_000);
        }

        assertThat(read.size()).isEqualTo(accepted.size());
        assertThat(Set.copyOf(read).equals(Set.copyOf(accepted)))
                .as("read is accepted")
                .isTrue();
        Map<Integer, Integer> next = new HashMap<>();
        boolean ordered = true;
        for (Letter letter : read) {
            ordered &= letter.number() == next.getOrDefault(letter.sender(), 0);
            next.put(letter.sender(), letter.number() + 1);
        }
        assertThat(ordered).isTrue();
    }
}
