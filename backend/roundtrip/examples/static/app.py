# Static: Flask itself serves the files in the folder `static`.
from flask import Flask

app = Flask(__name__)
