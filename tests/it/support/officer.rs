//! The browser of an officer: it keeps one cookie as a browser would, sends forms with what the
//! last page hid in them, and goes nowhere by itself.

use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, StatusCode};
use waymark::store::Role;

use super::hub::{Answer, TestHub};

pub(crate) struct Browser<'h> {
    hub: &'h TestHub,
    http: reqwest::Client,
    /// `name=value`, as it is sent back.
    pub(crate) cookie: Option<String>,
    /// What the forms of the last page carry.
    pub(crate) key: String,
}

impl<'h> Browser<'h> {
    /// A browser that nobody has signed in with.
    pub(crate) fn of(hub: &'h TestHub) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none());
        Self {
            hub,
            http: http.no_gzip().no_brotli().build().unwrap(),
            cookie: None,
            key: String::new(),
        }
    }

    /// A browser on the list of matches, signed in with a fresh token.
    pub(crate) async fn signed_in(hub: &'h TestHub, role: Role) -> Self {
        let mut browser = Self::of(hub);
        let token = hub.token(role).await;
        let answer = browser.sign_in(&token).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        browser.get("/admin/matches").await;
        browser
    }

    pub(crate) async fn sign_in(&mut self, token: &str) -> Answer {
        self.post("/admin/sign-in", &[("token", token)]).await
    }

    /// Opens a page.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = self.http.get(self.hub.url(path));
        let answer = self.send(path, request).await;
        if let Some(key) = answer.attributes("input[name=key]", "value").pop() {
            self.key = key;
        }
        answer
    }

    /// Sends a form, with the key of the last page that had one.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let key = self.key.clone();
        let mut fields = fields.to_vec();
        fields.push(("key", &key));
        let request = self.http.post(self.hub.url(path)).form(&fields);
        self.send(path, request).await
    }

    /// Sends a form and opens the page to which that leads.
    pub(crate) async fn decide(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let to = answer.header("location").to_owned();
        let page = self.get(&to).await;
        assert_eq!(page.status, StatusCode::OK, "{to}: {}", page.text);
        page
    }

    async fn send(&mut self, path: &str, request: RequestBuilder) -> Answer {
        let cookie = self.cookie.as_ref().filter(|_| path.starts_with("/admin"));
        let request = match cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        };
        let response = request.send().await.unwrap();
        if let Some(set) = response.headers().get("set-cookie") {
            let set = set.to_str().unwrap();
            let pair = set.split(';').next().unwrap().to_owned();
            self.cookie = (!set.contains("Max-Age=0;")).then_some(pair);
        }
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }
}
