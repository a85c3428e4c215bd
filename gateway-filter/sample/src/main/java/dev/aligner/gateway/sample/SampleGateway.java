package dev.aligner.gateway.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Everything else stands in {@code application.yaml}. */
@SpringBootApplication(proxyBeanMethods = false)
public class SampleGateway {
    public static void main(String[] args) {
        SpringApplication.run(SampleGateway.class, args);
    }
}
