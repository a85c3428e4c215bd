package dev.aligner.benchmark;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Spring Cloud Gateway as it comes. */
@SpringBootApplication
public class BareGateway {
    public static void main(String[] arguments) {
        SpringApplication.run(BareGateway.class, arguments);
    }
}
