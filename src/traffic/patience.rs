//! Connections that are given up when the other end takes nothing for long: whoever asks for
//! much and reads none of it must not hold it in our memory.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;

/// How long the other end may take nothing.
const PATIENCE: Duration = Duration::from_secs(30);

/// A listener whose connections have an end.
#[derive(Debug)]
pub struct Patient {
    listener: TcpListener,
    patience: Duration,
}

impl Patient {
    /// Waits half a minute for the other end.
    pub fn new(listener: TcpListener) -> Self {
        Self::waiting(listener, PATIENCE)
    }

    /// Waits so long for the other end.
    pub fn waiting(listener: TcpListener, patience: Duration) -> Self {
        Self { listener, patience }
    }
}

impl Listener for Patient {
    type Io = Pin<Box<TimeoutStream<TcpStream>>>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.patience));
        (Box::pin(stream), address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// Writes until the connection fails, and says how.
    async fn write_on(mut stream: <Patient as Listener>::Io) -> io::ErrorKind {
        let bytes = [0; 64 << 10];
        loop {
            if let Err(error) = stream.write_all(&bytes).await {
                return error.kind();
            }
        }
    }

    #[tokio::test]
    async fn who_reads_nothing_is_given_up_and_who_reads_slowly_is_not() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let mut patient = Patient::waiting(listener, Duration::from_millis(300));
        let address = patient.local_addr().unwrap();

        let _silent = TcpStream::connect(address).await.unwrap();
        let (stream, _) = patient.accept().await;
        assert_eq!(write_on(stream).await, io::ErrorKind::TimedOut);

        let mut slow = TcpStream::connect(address).await.unwrap();
        let (stream, _) = patient.accept().await;
        let writer = tokio::spawn(write_on(stream));
        let mut taken = vec![0; 4 << 20];
        for _ in 0..10 {
            slow.read_exact(&mut taken).await.unwrap();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(!writer.is_finished());
    }
}
